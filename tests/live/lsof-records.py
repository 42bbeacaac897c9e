# SPDX-License-Identifier: GPL-2.0-or-later
# lsof's fields, NUL between them, beside ours: lsof-records.py fields|json|lines REAL OURS
import json
import re
import sys

KEYS = {
    'p': 'pid', 'K': 'tid', 'M': 'task_cmd', 'g': 'pgid', 'R': 'ppid', 'c': 'command',
    'u': 'uid', 'L': 'login', 'f': 'fd', 'a': 'access', 'l': 'lock', 't': 'type',
    'G': 'flags', 'd': 'device', 'D': 'device_number', 'r': 'raw_device', 's': 'size',
    'o': 'offset', 'i': 'inode', 'k': 'nlink', 'P': 'protocol', 'n': 'name',
}
INFO = {'ST': 'state', 'QR': 'recv_queue', 'QS': 'send_queue'}
NUMBERS = {'pid', 'tid', 'pgid', 'ppid', 'uid', 'nlink', 'recv_queue', 'send_queue'}


def value_of(key, value):
    return int(value) if key in NUMBERS else value


def record(fields):
    keys = {}
    for field in fields:
        letter, value = field[0], field[1:]
        if letter == 'T':
            name, _, value = value.partition('=')
            info = keys.setdefault('tcp_info', {})
            info[INFO[name]] = value_of(INFO[name], value)
        elif value != ' ':
            keys[KEYS[letter]] = value_of(KEYS[letter], value)
    return keys


# Names are escaped there, and no new line is in one.
def read_fields(path):
    processes = []
    with open(path, 'rb') as file:
        sets = file.read().decode('utf-8', 'surrogateescape').split('\0\n')
    for fields in sets[:-1]:
        keys = record(fields.split('\0'))
        if 'pid' in keys:
            processes.append(dict(keys, files=[]))
        else:
            processes[-1]['files'].append(keys)
    return processes


def read_lines(path):
    processes = {}
    with open(path, encoding='utf-8') as file:
        for line in file:
            keys = json.loads(line)
            own = {key: keys.pop(key) for key in list(keys) if key in FIRST}
            process = processes.setdefault(own['pid'], dict(own, files=[]))
            process['files'].append(keys)
    return list(processes.values())


FIRST = {'pid', 'tid', 'task_cmd', 'pgid', 'ppid', 'command', 'uid', 'login'}


# As the other lsof tells them: one of size and offset, 0t before the latter, names escaped,
# paths of UNIX sockets cut at blanks and colons.
def older(keys, escaped):
    keys = dict(keys)
    if 'size' in keys:
        keys.pop('offset', None)
    elif 'offset' in keys and not keys['offset'].startswith('0'):
        keys['offset'] = '0t' + keys['offset']
    elif keys.get('offset') == '0':
        keys['offset'] = '0t0'
    if not escaped and 'name_hex' in keys:
        del keys['name_hex'], keys['name']
    elif not escaped and 'name' in keys:
        keys['name'] = escape(keys['name'])
    if keys.get('type') == 'unix':
        keys['name'] = re.sub('^ +', '', keys['name'])
        keys['name'] = re.sub('^([^ :]+)[ :].* type=', r'\1 type=', keys['name'])
    return keys


CONTROLS = {'\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\'}


def escape(name):
    return ''.join(CONTROLS.get(c, '^' + chr(ord(c) + 64) if c < ' ' else c) for c in name)


def differ(where, real, ours):
    for key in sorted(set(real) | set(ours)):
        if key != 'files' and real.get(key) != ours.get(key):
            print(f'{where}: {key}: {real.get(key)!r}, ours {ours.get(key)!r}')
            return True
    return False


def compare(real, ours, escaped):
    if [p['pid'] for p in real] != [p['pid'] for p in ours]:
        print('other processes')
        return 1
    wrong = 0
    for one, other in zip(real, ours):
        wrong += differ(one['pid'], one, other)
        if len(one['files']) != len(other['files']):
            print(f"{one['pid']}: {len(one['files'])} files, ours {len(other['files'])}")
            return 1
        for theirs, own in zip(one['files'], other['files']):
            if not escaped and 'name_hex' in own:
                theirs.pop('name')
            where = f"{one['pid']}, {theirs.get('fd')}"
            wrong += differ(where, older(theirs, True), older(own, escaped))
    return wrong


def main():
    kind, real, ours = sys.argv[1:]
    real = read_fields(real)
    if kind == 'fields':
        ours = read_fields(ours)
    elif kind == 'lines':
        ours = read_lines(ours)
    else:
        with open(ours, encoding='utf-8') as file:
            ours = json.load(file)['processes']
    print(f"{sum(len(p['files']) for p in real)} files")
    sys.exit(compare(real, ours, kind == 'fields') != 0 or not real)


main()

# SPDX-License-Identifier: GPL-2.0-or-later
# nfiles-churn.py NFILES DIR RUNS: so many pictures of processes and descriptors that come and
# go, by several faces; each row is of one file, and of the process that has it. Every line
# printed is "ok TITLE", "not_ok TITLE", or a comment.
import json, os, re, struct, subprocess, sys, time

nfiles, where, runs = sys.argv[1], sys.argv[2], int(sys.argv[3])
RATE, BIRTHS = 2000, 100
failures = []
rows = 0


def counts():
	with open(where + '/counts', 'rb') as file:
		return struct.unpack('2Q', file.read(16))


def judge(title, right, more=''):
	print(('ok ' if right else 'not_ok ') + title)
	if not right:
		for line in list(more)[:10]:
			print('# ' + repr(line))


# ---- a row ---------------------------------------------------------------------------------

TAGGED = re.compile(re.escape(where) + r'/p(\d+)-(\d|d)(?: \(deleted\))?$')
ADDRESS = re.compile(r'127\.0\.0\.1:(\d+)(->127\.0\.0\.1:(\d+))?( \((LISTEN|CLOSE)\))?$')


def tagged(row, found):
	tag, number = found.groups()
	if 'p' + tag != row['comm']:
		return "another process's file"
	if number == 'd':
		return None if row['type'] == 'DIR' else 'a directory that is none'
	if row['type'] != 'REG':
		return 'a regular file that is none'
	if row.get('size') != int(tag) * 1000 + int(number):
		return "another file's size"
	return None


def addressed(row, found):
	if row['type'] != 'IPv4' or row['node'] not in ('TCP', 'UDP'):
		return 'an address of what has none'
	if (row['node'] == 'TCP') != bool(found.group(5)):
		return "another protocol's state"
	for port in (found.group(1), found.group(3)):
		if port and 'p' + port != row['comm']:
			return "another process's port"
	return None


def only(kind):
	return lambda row, found: None if row['type'] == kind else f'no {kind}'


def zero_or_null(row, found):
	if row['type'] != 'CHR':
		return 'a device that is none'
	wanted = '1,3' if found.group(1) == 'null' else '1,5'
	return None if row['device'] in (None, wanted) else "another device's number"


def protocol(row, found):
	"""Of a socket that is younger than the list of sockets, and may be closed by now."""
	return None if row['type'] == 'sock' else 'a protocol of what is no socket'


RULES = (
	(TAGGED, tagged),
	(ADDRESS, addressed),
	(re.compile('pipe$'), only('FIFO')),
	(re.compile(r'\[eventfd(:\d+)?\]$'), only('a_inode')),
	(re.compile('/dev/(null|zero)$'), zero_or_null),
	(re.compile(r'socket(:\[\d+\])?$'), protocol),
	(re.compile("protocol: (TCP|UDP)$|can't identify protocol$"), protocol),
)


def wrong(row):
	"""Why this row of a descriptor can be of no file of the population; None: it can."""
	for pattern, rule in RULES:
		found = pattern.match(row['name'])
		if found:
			return rule(row, found)
	return 'nobody has such a file'


# A rule that nothing breaks would be none.
MIXED = (
	('p20000', 'REG', f'{where}/p20001-1', 20001001, None, None),
	('p20000', 'REG', f'{where}/p20000-1', 20000002, None, None),
	('p20000', 'DIR', f'{where}/p20000-1', 20000001, None, None),
	('p20000', 'REG', f'{where}/p20000-d', None, None, None),
	('p20000', 'IPv4', '127.0.0.1:20001 (LISTEN)', None, None, 'TCP'),
	('p20000', 'IPv4', '127.0.0.1:20000', None, None, 'TCP'),
	('p20000', 'REG', '127.0.0.1:20000', None, None, 'UDP'),
	('p20000', 'FIFO', '[eventfd:3]', None, None, None),
	('p20000', 'CHR', 'pipe', None, None, None),
	('p20000', 'CHR', '/dev/null', None, '1,5', None),
	('p20000', 'unknown', '/proc/7/fd/10 (stat: No such file or directory)', None, None, None),
)


def all_seen():
	keys = 'comm', 'type', 'name', 'size', 'device', 'node'
	return all(wrong(dict(zip(keys, row))) for row in MIXED)


def check(row, args):
	global rows
	if not re.match(r'p\d+$', row['comm']) or not re.match(r'1\d$', row['fd']):
		return
	rows += 1
	why = wrong(row)
	if why:
		failures.append((why, ' '.join(args), row))


# ---- faces -----------------------------------------------------------------------------------

LINE = re.compile(r'(\S+) +(\d+) +\S+ +(\d+)\S? +(\S+) +(.*?) '
	r'([^ ]+(?: \((?:deleted|LISTEN|CLOSE)\))?|protocol: \S+|can\'t identify protocol)$')


def table(text):
	for line in text.splitlines()[1:]:
		found = LINE.match(line)
		if not found:
			continue
		comm, pid, fd, kind, cells, name = found.groups()
		cells = cells.split()
		row = {'comm': comm, 'pid': int(pid), 'fd': fd, 'type': kind, 'name': name,
			'device': cells[0] if cells else None, 'node': cells[-1] if cells else None}
		if kind == 'REG' and len(cells) == 3 and cells[1].isdigit():
			row['size'] = int(cells[1])
		yield row


def fields(text):
	process = {}
	for line in text.split('\n'):
		cells = {part[:3] if part[0] == 'T' else part[0]: part[1:]
			for part in line.split('\0') if part}
		if 'p' in cells:
			process = cells
		elif 'f' in cells:
			row = {'comm': process['c'], 'pid': int(process['p']),
				'fd': re.sub(r'\D+$', '', cells['f']), 'type': cells.get('t', ''),
				'name': cells.get('n', ''), 'device': None, 'node': cells.get('P')}
			if 'TST' in cells:
				row['name'] += f" ({cells['TST'][3:]})"
			if cells.get('s', '').isdigit():
				row['size'] = int(cells['s'])
			yield row


def document(text):
	for file in json.loads(text)['files']:
		device = file.get('rdev')
		state = f" ({file['state']})" if file.get('proto') == 'tcp' else ''
		yield {'comm': file['comm'], 'pid': file['pid'], 'fd': str(file['fd']),
			'type': file.get('type', ''), 'name': file.get('name', '') + state,
			'size': file.get('size'), 'node': file.get('proto', '').upper() or None,
			'device': device if file.get('type') == 'CHR' else None}


def somebody():
	"""A process of the population, which may be gone when it is asked for."""
	for pid in sorted(filter(str.isdigit, os.listdir('/proc')), key=int, reverse=True):
		try:
			with open(f'/proc/{pid}/comm') as file:
				comm = file.read().strip()
		except OSError:
			continue
		if re.match(r'p\d+$', comm) and int(pid) > 10:
			return pid, comm[1:]
	return '1', '0'


# What is asked for, how it is read, whether somebody always answers, and what each row has
# to be.
FACES = (
	(lambda pid, tag: ['-nP'], table, True, None),
	# On a slow system all sockets may be younger than the list of them.
	(lambda pid, tag: ['-nP', '-i'], table, False, lambda row, pid, tag: row['node'] is not None),
	(lambda pid, tag: ['-nP', '-F0pcfntsPT'], fields, True, None),
	(lambda pid, tag: ['-nP', '--json'], document, True, None),
	(lambda pid, tag: ['-nP', '-p', pid], table, False,
		lambda row, pid, tag: row['pid'] == int(pid)),
	(lambda pid, tag: ['-nP', '-i', ':' + tag], table, False,
		lambda row, pid, tag: row['comm'] == 'p' + tag),
	(lambda pid, tag: ['-nP', '--filter', 'type = REG and size > 20000000'], table, True,
		lambda row, pid, tag: row['type'] == 'REG'),
	(lambda pid, tag: ['-nPa', '-c', 'p' + tag, '-d', '10-17'], table, False,
		lambda row, pid, tag: row['comm'] == 'p' + tag),
)


def run(face):
	make, read, always, fits = face
	pid, tag = somebody()
	args = make(pid, tag)
	done = subprocess.run([nfiles] + args, stdin=subprocess.DEVNULL, capture_output=True,
		timeout=60)
	text = done.stdout.decode('utf-8', 'replace')
	if done.returncode not in ((0,) if always else (0, 1)):
		failures.append((f'exit code {done.returncode}', ' '.join(args), done.stderr[-500:]))
	# Who was found may have lost what it held since: that is nothing, and no failure.
	elif text and done.returncode != 0 or always and not text:
		failures.append((f'exit code {done.returncode} of {len(text)} bytes', ' '.join(args)))
	if done.stderr:
		failures.append(('that is said', ' '.join(args), done.stderr[-500:]))
	for row in read(text) if text else ():
		check(row, args)
		if fits and not fits(row, pid, tag):
			failures.append(('it was not asked for', ' '.join(args), row))


before, since = counts(), time.monotonic()
for i in range(runs):
	run(FACES[i % len(FACES)])
after, seconds = counts(), time.monotonic() - since
births, changes = ((b - a) / seconds for a, b in zip(before, after))
print(f'# {runs} runs in {seconds:.1f} s, {rows} rows; a second {births:.0f} processes, '
	f'{changes:.0f} descriptors')
judge(f'at least {BIRTHS} processes and {RATE} descriptors a second come and go',
	births >= BIRTHS and changes >= RATE)
judge('each kind of mixed row would be seen', all_seen())
judge('there is what could be mixed', rows > runs * 10)
judge(f'{runs} runs: no mixed row, nothing said, exit codes', not failures, failures)

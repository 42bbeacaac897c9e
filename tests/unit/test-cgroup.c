/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What paths of control groups say, in the shapes that runtimes and systemd give them. */
#include "unit-cgroup.h"

struct shape {
	const char *path, *labels;
};

static void check_shapes(const struct shape *all, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct cgroup_labels labels, alone;
		char file[512], told[1024], *copy;

		snprintf(file, sizeof(file), "0::%s\n", all[i].path);
		ck_assert(parse(file, strlen(file), &labels, &copy));
		ck_assert_msg(strcmp(tell(&labels), all[i].labels) == 0,
			      "%s\nis:        %s\nshould be: %s", all[i].path,
			      tell(&labels), all[i].labels);
		ck_assert_mem_eq(labels.path.p, all[i].path, text_len(&labels.path));
		free(copy);

		/* The same by itself, and in a line of cgroup v1. */
		ck_assert(cgroup_parse_path(all[i].path, strlen(all[i].path), &alone));
		assert_sound(&alone, all[i].path, strlen(all[i].path));
		strcpy(told, tell(&alone));
		ck_assert_str_eq(told, all[i].labels);
		snprintf(file, sizeof(file), "9:cpu,cpuacct:%s\n", all[i].path);
		ck_assert(parse(file, strlen(file) - 1, &labels, &copy));
		ck_assert_str_eq(told, tell(&labels));
		ck_assert_uint_eq(text_len(&labels.unified), 0);
		free(copy);
	}
}

/* ---- shapes ------------------------------------------------------------------------------- */

START_TEST(docker)
{
	static const struct shape all[] = {
		{ "/docker/" A, "docker=" A },
		{ "/system.slice/docker-" A ".scope", "docker=" A " slice=system.slice" },
		{ "/system.slice/docker-" A ".scope/init.scope",
		  "docker=" A " unit=init.scope slice=system.slice" },
		{ "/docker/" A "/system.slice/nginx.service",
		  "docker=" A " unit=nginx.service slice=system.slice" },
		{ MANAGER "/user.slice/docker-" A ".scope",
		  "docker=" A " " OF_MANAGER " user-slice=user.slice" },
		{ "/docker/" A "/docker/" B, "docker=" B " in=docker/" A },
		{ "/docker/" A "/docker/" B "/system.slice/containerd.service",
		  "docker=" B " in=docker/" A " unit=containerd.service slice=system.slice" },
		{ "/nomad.slice/docker-" A ".scope", "docker=" A " slice=nomad.slice" },
		{ "/ecstasks.slice/ecstasks-" H ".slice/docker-" A ".scope",
		  "docker=" A " slice=ecstasks-" H ".slice" },
		{ "/system.slice/docker.service", "unit=docker.service slice=system.slice" },
		{ "/docker", "" },
		{ "/docker/buildkit/" S, "buildkit=" S },
		{ "/docker/" S, "buildkit=" S },
		{ "/system.slice/system.slice:docker:" S, "buildkit=" S " slice=system.slice" },
		{ "/system.slice/docker-0123456789ab.scope",
		  "unit=docker-0123456789ab.scope slice=system.slice" },
		{ "/" A, "container=" A },
		{ "/actions_job/" A, "container=" A },
		{ "/system.slice/" A ".scope", "container=" A " slice=system.slice" },
	};

	check_shapes(all, ARRAY_SIZE(all));
}
END_TEST

START_TEST(podman)
{
	static const struct shape all[] = {
		{ "/machine.slice/libpod-" A ".scope", "podman=" A " slice=machine.slice" },
		{ "/machine.slice/libpod-" A ".scope/container",
		  "podman=" A " slice=machine.slice" },
		{ "/machine.slice/machine-libpod_pod_" B ".slice/libpod-" A ".scope",
		  "podman=" A " slice=machine-libpod_pod_" B ".slice" },
		{ "/machine.slice/libpod-conmon-" A ".scope",
		  "unit=libpod-conmon-" A ".scope slice=machine.slice" },
		{ MANAGER "/user.slice/libpod-" A ".scope",
		  "podman=" A " " OF_MANAGER " user-slice=user.slice" },
		{ MANAGER "/user.slice/libpod-" A ".scope/container",
		  "podman=" A " " OF_MANAGER " user-slice=user.slice" },
		{ MANAGER "/user.slice/user-libpod_pod_" B ".slice/libpod-" A ".scope",
		  "podman=" A " " OF_MANAGER " user-slice=user-libpod_pod_" B ".slice" },
		{ MANAGER "/user.slice/libpod-conmon-" A ".scope",
		  "unit=user@1000.service user-unit=libpod-conmon-" A ".scope " OF_USER
		  " user-slice=user.slice" },
		/* With a systemd of its own inside. */
		{ MANAGER "/user.slice/libpod-" A ".scope/system.slice/nginx.service",
		  "podman=" A " unit=nginx.service uid=1000 slice=system.slice" },
		{ "/libpod_parent/libpod-" A, "podman=" A },
		{ "/libpod_parent/conmon", "" },
		{ MANAGER "/user.slice/libpod/" A,
		  "podman=" A " " OF_MANAGER " user-slice=user.slice" },
		/* Quadlets: --cgroups=split. */
		{ "/system.slice/nginx.service/libpod-payload-" A,
		  "podman=" A " unit=nginx.service slice=system.slice" },
		{ "/system.slice/nginx.service/runtime", "unit=nginx.service slice=system.slice" },
		{ MANAGER "/app.slice/app-web.slice/web@80.service/libpod-payload-" A,
		  "podman=" A " unit=user@1000.service user-unit=web@80.service " OF_USER
		  " user-slice=app-web.slice" },
		{ MANAGER "/app.slice/redis.service/runtime",
		  "unit=user@1000.service user-unit=redis.service " OF_USER
		  " user-slice=app.slice" },
	};

	check_shapes(all, ARRAY_SIZE(all));
}
END_TEST

START_TEST(kubernetes)
{
	static const struct shape all[] = {
		{ "/kubepods/burstable/pod" U "/" A, "kubernetes=" A " pod=" U },
		{ "/kubepods/pod" U "/" A, "kubernetes=" A " pod=" U },
		{ "/kubepods/besteffort/pod" H "/" A, "kubernetes=" A " pod=" H },
		{ "/kubepods/besteffort/pod" U, "pod=" U },
		{ "/kubepods/besteffort/pod" U "/crio-" A, "cri-o=" A " pod=" U },
		{ "/kubepods/besteffort/pod" U "/crio-conmon-" A, "pod=" U },
		{ "/kubepods/besteffort/pod" U "/kata_" A, "kata=" A " pod=" U },
		{ "/kata_overhead/" A, "kata=" A },
		{ BURSTABLE "/cri-containerd-" A ".scope", "containerd=" A " " OF_BURSTABLE },
		{ BURSTABLE "/docker-" A ".scope", "docker=" A " " OF_BURSTABLE },
		{ BURSTABLE "/crio-" A ".scope", "cri-o=" A " " OF_BURSTABLE },
		{ BURSTABLE "/crio-" A ".scope/container", "cri-o=" A " " OF_BURSTABLE },
		{ BURSTABLE "/crio-conmon-" A ".scope",
		  "pod=" U " unit=crio-conmon-" A ".scope slice=kubepods-burstable-pod" V
		  ".slice" },
		{ "/kubepods.slice/kubepods-pod" V ".slice/cri-containerd-" A ".scope",
		  "containerd=" A " pod=" U " slice=kubepods-pod" V ".slice" },
		{ "/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod" H
		  ".slice/crio-" A ".scope",
		  "cri-o=" A " pod=" H " slice=kubepods-besteffort-pod" H ".slice" },
		/* Given SLICE:RUNTIME:ID, and taking it for a name. */
		{ "/kubepods-besteffort-pod" V ".slice:cri-containerd:" A,
		  "containerd=" A " pod=" U " slice=kubepods-besteffort-pod" V ".slice" },
		{ "/system.slice/containerd.service/kubepods-pod" V ".slice:cri-containerd:" A,
		  "containerd=" A " pod=" U
		  " unit=containerd.service slice=kubepods-pod" V ".slice" },
		/* A node that is a container itself: kind, k3d, minikube. */
		{ "/docker/" B "/kubelet/kubepods/burstable/pod" U "/" A,
		  "kubernetes=" A " in=docker/" B " pod=" U },
		{ "/system.slice/docker-" B ".scope/kubelet.slice/kubelet-kubepods.slice/"
		  "kubelet-kubepods-pod" V ".slice/cri-containerd-" A ".scope",
		  "containerd=" A " in=docker/" B " pod=" U
		  " slice=kubelet-kubepods-pod" V ".slice" },
		{ "/docker/" B "/system.slice/k3s.service",
		  "docker=" B " unit=k3s.service slice=system.slice" },
		/* Docker in a pod. */
		{ "/kubepods/burstable/pod" U "/" A "/docker/" B,
		  "docker=" B " in=kubernetes/" A " pod=" U },
		{ "/kubepods.slice/kubepods-podhello.slice", "slice=kubepods-podhello.slice" },
		{ "/pods/podium", "" },
	};

	check_shapes(all, ARRAY_SIZE(all));
}
END_TEST

START_TEST(other_runtimes)
{
	static const struct shape all[] = {
		{ "/default/redis", "containerd=redis" },
		{ "/k8s.io/" A, "containerd=" A },
		{ "/some/default/redis", "" },
		{ "/default", "" },
		{ "/system.slice/nerdctl-" A ".scope", "containerd=" A " slice=system.slice" },
		{ "/system.slice/containerd.service",
		  "unit=containerd.service slice=system.slice" },
		{ "/lxc/web", "lxc=web" },
		{ "/lxc.payload.web-1", "lxc=web-1" },
		{ "/lxc.payload/web", "lxc=web" },
		{ "/lxc.monitor.web", "" },
		{ "/lxc.monitor/web", "" },
		{ "/lxc.payload.", "" },
		{ "/lxc.payload.web/system.slice/cron.service",
		  "lxc=web unit=cron.service slice=system.slice" },
		/* Proxmox. */
		{ "/lxc/101/ns/system.slice/ssh.service",
		  "lxc=101 unit=ssh.service slice=system.slice" },
		{ "/lxc/outer/lxc.payload.inner", "lxc=inner in=lxc/outer" },
		{ "/nomad.slice/share.slice/" U ".web.scope",
		  "nomad=" U ".web slice=share.slice" },
		{ "/nomad/" U ".web", "nomad=" U ".web" },
		{ "/ecs/" U "/" A, "container=" A },
		{ "/ecs/" H "/" H "-1234567890", "ecs=" H "-1234567890" },
		{ "/system.slice/garden.service/garden/11223344-5566-7788-99aa-bbcc",
		  "garden=11223344-5566-7788-99aa-bbcc unit=garden.service slice=system.slice" },
		{ "/firecracker/vm-7", "firecracker=vm-7" },
		{ "/system.slice/runc-test.scope", "runc=test slice=system.slice" },
		{ "/system.slice/crun-test.scope", "crun=test slice=system.slice" },
		{ MANAGER "/user.slice/apptainer-1234.scope",
		  "apptainer=1234 " OF_MANAGER " user-slice=user.slice" },
	};

	check_shapes(all, ARRAY_SIZE(all));
}
END_TEST

START_TEST(machines)
{
	static const struct shape all[] = {
		{ "/machine.slice/machine-web.scope", "systemd-nspawn=web slice=machine.slice" },
		{ "/machine.slice/machine-my\\x2dweb.scope/payload",
		  "systemd-nspawn=my-web slice=machine.slice" },
		{ "/machine.slice/machine-web.scope/supervisor",
		  "unit=machine-web.scope slice=machine.slice" },
		{ "/machine.slice/systemd-nspawn@web.service/payload",
		  "systemd-nspawn=web unit=systemd-nspawn@web.service slice=machine.slice" },
		{ "/machine.slice/systemd-nspawn@web.service/payload/system.slice/a.service",
		  "systemd-nspawn=web unit=a.service slice=system.slice" },
		{ "/machine.slice/systemd-nspawn@web.service/supervisor",
		  "unit=systemd-nspawn@web.service slice=machine.slice" },
		{ "/machine.slice/systemd-vmspawn@vm.service",
		  "systemd-vmspawn=vm unit=systemd-vmspawn@vm.service slice=machine.slice" },
		{ "/machine.slice/machine-qemu\\x2d1\\x2dwin.scope/libvirt/emulator",
		  "libvirt-qemu=qemu-1-win slice=machine.slice" },
		{ "/machine.slice/machine-lxc\\x2d4711\\x2dbox.scope",
		  "libvirt-lxc=lxc-4711-box slice=machine.slice" },
		{ "/machine/box.libvirt-lxc", "libvirt-lxc=box" },
		{ "/machine/box.libvirt-qemu/vcpu0", "libvirt-qemu=box" },
		/* Broken escapes stand for themselves; none makes a NUL. */
		{ "/machine.slice/machine-a\\x2.scope",
		  "systemd-nspawn=a\\x2 slice=machine.slice" },
		{ "/machine.slice/machine-a\\x00b\\xzz.scope",
		  "systemd-nspawn=a\\x00b\\xzz slice=machine.slice" },
		/* Escapes are systemd's alone. */
		{ "/lxc/a\\x2db", "lxc=a\\x2db" },
	};

	check_shapes(all, ARRAY_SIZE(all));
}
END_TEST

START_TEST(systemd)
{
	static const struct shape all[] = {
		{ "/", "" },
		{ "/init.scope", "unit=init.scope" },
		{ "/system.slice/ssh.service", "unit=ssh.service slice=system.slice" },
		{ "/system.slice/system-getty.slice/getty@tty1.service",
		  "unit=getty@tty1.service slice=system-getty.slice" },
		{ "/system.slice/ssh.service/.control", "unit=ssh.service slice=system.slice" },
		{ "/system.slice/dbus.socket", "unit=dbus.socket slice=system.slice" },
		{ "/system.slice/a.service/b.service", "unit=b.service slice=system.slice" },
		{ "/system.slice/_cpu.service", "unit=cpu.service slice=system.slice" },
		{ "/system.slice", "slice=system.slice" },
		{ "/.service/.scope/.slice", "" },
		{ USER "/session-3.scope", "unit=session-3.scope session=3 " OF_USER },
		{ USER "/session-c1.scope", "unit=session-c1.scope session=c1 " OF_USER },
		{ MANAGER "/init.scope", "unit=user@1000.service user-unit=init.scope " OF_USER },
		{ MANAGER "/app.slice/app-gnome-firefox-4242.scope",
		  "unit=user@1000.service user-unit=app-gnome-firefox-4242.scope " OF_USER
		  " user-slice=app.slice" },
		{ MANAGER "/app.slice/snap.firefox.firefox-" U ".scope",
		  "unit=user@1000.service user-unit=snap.firefox.firefox-" U
		  ".scope " OF_USER " user-slice=app.slice" },
		{ MANAGER "/session.slice/dbus-:1.2-org.a@0.service",
		  "unit=user@1000.service user-unit=dbus-:1.2-org.a@0.service " OF_USER
		  " user-slice=session.slice" },
		{ USER "/user-runtime-dir@1000.service",
		  "unit=user-runtime-dir@1000.service " OF_USER },
		{ "/user.slice/user-4294967296.slice/user@4294967296.service",
		  "unit=user@4294967296.service slice=user-4294967296.slice" },
		{ "/user.slice/user-4294967295.slice", "slice=user-4294967295.slice" },
		{ "/user/1000.user/1.session", "session=1 uid=1000" },
		{ "/my.session", "" },
	};

	check_shapes(all, ARRAY_SIZE(all));
}
END_TEST

START_TEST(namespaces)
{
	static const struct shape all[] = {
		{ "/../../docker/" A, "docker=" A " outside!" },
		{ "/../" A "/init.scope", "container=" A " unit=init.scope outside!" },
		{ "/../crio-" A ".scope", "cri-o=" A " outside!" },
		{ "/../../../burstable/pod" U "/" A, "kubernetes=" A " pod=" U " outside!" },
		{ "/..", "outside!" },
	};

	check_shapes(all, ARRAY_SIZE(all));
}
END_TEST

UNIT_MAIN("cgroup", docker, podman, kubernetes, other_runtimes, machines, systemd, namespaces)

"""A separate Debian: a folder to change the root to, and a machine that boots from it."""
import os
import pathlib
import shutil
import subprocess

MIRROR = 'http://deb.debian.org/debian'
# The environment for apt: questions are not asked and get the answer of pressing Enter.
ENVIRONMENT = {**{name: os.environ[name] for name in ('http_proxy', 'https_proxy')
                  if name in os.environ},
               'PATH': '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
               'HOME': '/root', 'TERM': 'dumb', 'LC_ALL': 'C.UTF-8',
               'DEBIAN_FRONTEND': 'noninteractive'}


class Failed(Exception):
    """A command failed; the text is its output."""


def run(command, seconds, **options):
    """Returns the output of a command, which must succeed in time."""
    try:
        result = subprocess.run(list(map(str, command)), stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, text=True, errors='replace',
                                timeout=seconds, check=False, **options)
    except subprocess.TimeoutExpired as late:
        output = late.stdout or b''
        raise Failed(f'{command}: not done in {seconds} s\n{output.decode(errors="replace")}') from None
    if result.returncode != 0:
        raise Failed(f'{command}: ended with {result.returncode}\n{result.stdout}')
    return result.stdout


class Root:
    """A folder with a Debian in it."""

    def __init__(self, path):
        self.path = pathlib.Path(path)

    @classmethod
    def bare(cls, path, suite):
        """Creates a Debian with only the essential packages."""
        run(['debootstrap', '--variant=minbase', suite, path, MIRROR], 1200)
        root = cls(path)
        root.write('etc/apt/apt.conf.d/enter', 'APT::Get::Assume-Yes "true";\n')
        # Written as by Debian's installer.
        root.write('etc/hosts', '127.0.0.1 localhost\n::1 localhost\n')
        # Services from packages start only when the machine does.
        root.write('usr/sbin/policy-rc.d', '#!/bin/sh\nexit 101\n').chmod(0o755)
        return root

    def install(self, *packages):
        self.script(f'apt-get update\napt-get install --no-install-recommends {" ".join(packages)}')

    def copy(self, path):
        run(['cp', '-a', '--reflink=auto', self.path, path], 300)
        return Root(path)

    def write(self, name, text):
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return file

    def link(self, unit, target):
        """Creates a link in /etc/systemd/system."""
        link = self.path / 'etc/systemd/system' / unit
        link.parent.mkdir(exist_ok=True)
        link.unlink(missing_ok=True)
        link.symlink_to(target)

    def script(self, text, folder='/root', network=True, seconds=1800):
        """Runs a shell script inside, like text pasted into bash. It ends at the first failure,
        together with every process that it has started. Without network it has a loopback of its
        own."""
        self.write('root/script', f'cd {folder}\n{text}\n')
        if pathlib.Path('/etc/resolv.conf').exists():
            shutil.copy('/etc/resolv.conf', self.path / 'etc/resolv.conf')
        inside = ['chroot', self.path, 'bash', '-eo', 'pipefail', '/root/script']
        if not network:
            inside = ['sh', '-c', 'ip link set lo up && exec "$@"', 'sh', *inside]
        unshare = ['unshare', '--fork', '--pid', '--kill-child', f'--mount-proc={self.path}/proc']
        return run([*unshare, *([] if network else ['--net']), *inside], seconds, env=ENVIRONMENT)

    def boot(self, text, folder='/root', seconds=2400):
        """Boots a machine with systemd from a copy of this root, runs a script in it as soon as it
        is up, and turns it off. Needs a kernel inside. Does not use KVM, which is not available
        everywhere and not always usable in a virtual machine."""
        self.write('root/script', f'cd {folder}\n{text}\n')
        self.write('root/report', 'bash -eo pipefail /root/script; echo "the script ended with $?"\n')
        self.write('etc/fstab', '/dev/vda / ext4 defaults 0 1\n')
        # A terminal there would send the script a hangup.
        self.link('serial-getty@ttyS0.service', '/dev/null')
        self.write('etc/systemd/system/script.service', '\n'.join([
            '[Unit]', 'After=multi-user.target', '[Service]', 'Type=oneshot',
            *(f'Environment={key}={value}' for key, value in ENVIRONMENT.items()),
            'ExecStart=/bin/bash /root/report', 'ExecStopPost=/bin/systemctl poweroff --no-block',
            'StandardOutput=tty', 'StandardError=tty', 'TTYPath=/dev/ttyS0', '']))
        (self.path / 'usr/sbin/policy-rc.d').unlink(missing_ok=True)
        self.link('default.target.wants/script.service', '/etc/systemd/system/script.service')
        disk = self.path.with_suffix('.disk')
        run(['mke2fs', '-q', '-t', 'ext4', '-d', self.path, disk, '3G'], 300)
        kernel, initrd = (next((self.path / 'boot').glob(f'{name}-*'))
                          for name in ('vmlinuz', 'initrd.img'))
        output = run(['qemu-system-x86_64', '-accel', 'tcg,thread=multi', '-cpu', 'max', '-smp', '2',
                      '-m', '768', '-nic', 'none', '-display', 'none', '-no-reboot',
                      '-kernel', kernel, '-initrd', initrd, '-append',
                      'root=/dev/vda rw console=ttyS0 quiet systemd.show_status=false',
                      '-drive', f'file={disk},format=raw,if=virtio', '-serial', 'stdio'], seconds)
        disk.unlink()
        if 'the script ended with 0' not in output:
            raise Failed(output)
        return output

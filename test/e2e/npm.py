"""Packages of npm, pinned by a lock file."""
import pathlib
import shutil
import subprocess

from harness import FINGERPOSTD, SOURCE


def install_packages(name):
    """Installs the packages of the folder `name` of the source tree unless they are installed. Returns
    the folder that has them, which is in the build."""
    pinned = SOURCE / name
    folder = FINGERPOSTD.parent.parent / pathlib.Path(name).name
    wanted = pinned / 'package-lock.json'
    installed = folder / 'installed.json'
    if installed.exists() and installed.read_bytes() == wanted.read_bytes():
        return folder
    folder.mkdir(exist_ok=True)
    for file in ('package.json', 'package-lock.json'):
        shutil.copy(pinned / file, folder)
    command = ['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund']
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    if run.returncode:
        raise AssertionError(f'{" ".join(command)} failed:\n{run.stdout}{run.stderr}')
    shutil.copy(wanted, installed)
    return folder

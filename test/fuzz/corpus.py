#!/usr/bin/env python3
"""The corpus of a fuzz target: corpus/TARGET.tar.xz, with a file for each input, named by its SHA-1.

corpus.py unpack ARCHIVE FOLDER      recreates the folder from the archive
corpus.py pack ARCHIVE FOLDER        recreates the archive from the folder
corpus.py add ARCHIVE FILE…          adds inputs to the archive
corpus.py replay TARGET ARCHIVE FOLDER [SEEDS…]
                                     unpacks the archive into the folder, and runs a target that was
                                     built without libFuzzer on its inputs and the seeds
corpus.py check FOLDER               checks that the archives in the folder are packed as by `pack`
The same inputs always give the same bytes, so Git sees only real changes.
"""
import hashlib
import io
import lzma
import pathlib
import shutil
import subprocess
import sys
import tarfile


def files_in(folder):
    return [path for path in pathlib.Path(folder).rglob('*') if path.is_file()]


def tar_of(inputs):
    """Returns an archive that depends on its content only: no times, owners or order."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode='w', format=tarfile.USTAR_FORMAT) as tar:
        for name, data in sorted((hashlib.sha1(data).hexdigest(), data) for data in set(inputs)):
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
    return archive.getvalue()


def packed(inputs):
    return lzma.compress(tar_of(inputs))


def inputs_of(archive):
    """Returns the inputs. A missing or empty archive is an error."""
    with tarfile.open(archive, 'r:xz') as tar:
        inputs = [tar.extractfile(entry).read() for entry in tar]
    return checked(archive, inputs)


def checked(archive, inputs):
    if not inputs:
        raise ValueError(f'{archive}: no inputs')
    return inputs


def write(archive, inputs):
    checked(archive, inputs)
    pathlib.Path(archive).write_bytes(packed(inputs))
    print(f'{archive}: {len(inputs)} inputs')


def pack(archive, folder):
    write(archive, {file.read_bytes() for file in files_in(folder)})


def add(archive, *files):
    write(archive, {*inputs_of(archive), *(pathlib.Path(file).read_bytes() for file in files)})


def unpack(archive, folder):
    inputs = inputs_of(archive)
    shutil.rmtree(folder, ignore_errors=True)
    pathlib.Path(folder).mkdir(parents=True)
    for data in inputs:
        (pathlib.Path(folder) / hashlib.sha1(data).hexdigest()).write_bytes(data)
    print(f'{archive}: {len(inputs)} inputs')


def replay(target, archive, folder, *seeds):
    unpack(archive, folder)
    wanted = f'inputs: {sum(len(files_in(path)) for path in (folder, *seeds))}'
    run = subprocess.run([target, folder, *seeds], stdout=subprocess.PIPE, text=True, check=False)
    print(run.stdout, end='')
    return run.returncode != 0 or run.stdout.splitlines()[-1:] != [wanted]


def check(folder):
    failed = 0
    archives = sorted(pathlib.Path(folder).iterdir())
    for archive in archives:
        inputs = inputs_of(archive)
        again = packed(reversed(inputs))
        # Other versions of xz may compress differently.
        if again != packed(inputs) or lzma.decompress(archive.read_bytes()) != tar_of(inputs):
            failed += 1
            print(f'FAILED {archive}: was packed otherwise; unpack it and pack it again')
    print(f'corpus: {len(archives) - failed} passed, {failed} failed')
    return failed > 0 or not archives


COMMANDS = {command.__name__: command for command in (unpack, pack, add, replay, check)}
if __name__ == '__main__':
    if len(sys.argv) < 3 or sys.argv[1] not in COMMANDS:
        sys.exit(__doc__)
    try:
        sys.exit(1 if COMMANDS[sys.argv[1]](*sys.argv[2:]) else 0)
    except (OSError, ValueError, lzma.LZMAError, tarfile.TarError) as problem:
        sys.exit(f'corpus: {problem}')

"""The golden cases, as files of requests and answers."""
import re

from harness import SOURCE

# Not Content-Length: Apache drops it and sends chunks instead.
HEADERS = ('allow', 'cache-control', 'content-disposition', 'content-type', 'etag', 'location', 'vary',
           'x-content-type-options')


def golden_configuration():
    """Returns the configuration of the golden cases, for use in any folder."""
    folder = SOURCE / 'test/golden'
    text = (folder / 'fingerpost.conf').read_text()
    return re.sub(r'(texthash:|\blogo +)(?=[a-z])', rf'\1{folder}/', text)


class Golden:
    def __init__(self, folder):
        self.name = f'{folder.parent.name}/{folder.name}'
        head, _, self.body = (folder / 'request').read_bytes().partition(b'\n\n')
        first, *self.headers = head.split(b'\n')
        self.method, self.url, _ = first.split(b' ')
        head, _, self.answer_body = (folder / 'answer').read_bytes().partition(b'\n\n')
        lines = dict(line.split(': ', 1) for line in head.decode().split('\n'))
        self.status = int(lines['Status'].split()[0])
        self.answer_headers = {name: value for name, value in
                               ((key.lower(), value) for key, value in lines.items())
                               if name in HEADERS}


def all_golden():
    return [Golden(path.parent) for path in sorted(SOURCE.glob('test/golden/*/*/request'))]

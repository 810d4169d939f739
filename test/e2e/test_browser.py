"""The page for people in a real browser, through the provided files for nginx and Apache.
test/browser has the browser's actions and checks."""
import json
import os
import re
import select
import struct
import subprocess
import sys

from golden import golden_configuration
from harness import SOURCE, Apache, Case, Nginx
from npm import install_packages
from test_maps import Socketmap

if SOURCE:
    sys.path.append(str(SOURCE / 'test'))
from thunderbird_code import check

# Seconds within which a check ends, even on a busy machine.
LONGEST = 150


class FailingMap(Socketmap):
    """Fails for one domain and has no other."""

    def __init__(self, path):
        super().__init__(path, {'domains': {}})

    def reply(self, request):
        failing = request.endswith(b' failed.example')
        return b'TEMP the database is away' if failing else super().reply(request)


def configuration(failing_map):
    """Returns the golden cases' providers, one whose domains cannot be looked up, and accents of
    all kinds."""
    parts = [golden_configuration(), f'''
provider failed
{{
    name       Failed
    domain-map socketmap:unix:{failing_map.server_address}:domains
    imap       mail.failed.example
    smtp       mail.failed.example
}}''']
    for name, accent in (('dark', '#14213d'), ('middle', '#777777'), ('light', '#ffe680')):
        parts.append(f'''
provider {name}
{{
    domain {name}.example
    imap   mail.{name}.example
    smtp   mail.{name}.example
    accent "{accent}"
}}''')
    return '\n'.join(parts)


def code_in(picture):
    """Returns the text of the QR code in a picture, as zbar reads it."""
    command = ['zbarimg', '--quiet', '--nodbus', '--raw', '-Sbinary', picture]
    return subprocess.run(command, capture_output=True, timeout=20, check=True).stdout.decode().strip()


def size_of_png(path):
    return struct.unpack('>II', path.read_bytes()[16:24])


class Chromium:
    """Runs test/browser/main.mjs, which controls one browser."""

    def __init__(self, case, server):
        self.log = case.path('chromium.log')
        with open(self.log, 'wb') as log:
            self.process = subprocess.Popen(
                ['node', SOURCE / 'test/browser/main.mjs', str(server.http), str(server.https)],
                cwd=install_packages('test/browser'), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log)
        case.addClassCleanup(self.stop)

    def check(self, *words):
        self.process.stdin.write(' '.join(map(str, words)).encode() + b'\n')
        self.process.stdin.flush()
        ready, _, _ = select.select([self.process.stdout], [], [], LONGEST)
        line = self.process.stdout.readline() if ready else b''
        if not line:
            raise AssertionError(f'no answer within {LONGEST} s: {self.log.read_text()}')
        failure = json.loads(line).get('failure')
        if failure:
            raise AssertionError(failure)

    def stop(self):
        """Closes the browser."""
        self.process.stdin.close()
        self.process.stdout.close()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.terminate()
            self.process.wait(30)


class InBrowser:
    """fingerpostd behind a web server that a subclass chooses."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        failing_map = FailingMap(cls.path('maps.sock'))
        cls.addClassCleanup(failing_map.server_close)
        cls.addClassCleanup(failing_map.shutdown)
        config = cls.write('served.conf', configuration(failing_map))
        cls.server = cls.web_server(cls, cls.start_on_socket(config))
        cls.chromium = Chromium(cls, cls.server)


class Shipped(InBrowser):
    """Tests for both web servers."""

    def test_form_by_keyboard(self):
        self.chromium.check('formByKeyboard')

    def test_form_without_script(self):
        self.chromium.check('formWithoutScript')

    def test_languages(self):
        self.chromium.check('languages')

    def test_links_and_errors(self):
        self.chromium.check('linksAndErrors')

    def test_profile(self):
        self.chromium.check('profile')

    def test_codes(self):
        self.chromium.check('codes')

    def test_only_the_page_is_asked_for_and_nothing_kept(self):
        self.chromium.check('privacy')
        asked = re.findall(r'"([^ "]* [^ "]*) HTTP', self.server.access_log.read_text())
        # Playwright does not report the browser's own requests, such as /favicon.ico.
        self.assertLessEqual({'GET /'}, set(asked))
        self.assertLessEqual(set(asked), {'GET /', 'POST /'})


class BrowserThroughNginx(Shipped, Case):
    web_server = Nginx

    def test_layout(self):
        self.chromium.check('reflow')

    def test_large_text(self):
        self.chromium.check('largeText')

    def test_colour_schemes(self):
        self.chromium.check('colourSchemes')

    def test_print(self):
        self.chromium.check('print')

    def test_accessibility(self):
        self.chromium.check('accessibility')

    def test_accessibility_of_accents(self):
        self.chromium.check('accents')

    def test_html(self):
        self.chromium.check('html')

    def test_codes_are_read_from_the_screen(self):
        folder = self.path('code-pictures')
        folder.mkdir()
        self.chromium.check('codePictures', folder)
        profile = 'https://autoconfig.example.com/email.mobileconfig?email=ann%40example.com'
        for size in ('small', 'large'):
            for scheme in ('light', 'dark'):
                with self.subTest(size=size, scheme=scheme):
                    account, = check(code_in(folder / f'{size}-{scheme}-0.png'))
                    self.assertEqual(account.incoming.host, 'mail.example.com')
                    self.assertEqual(code_in(folder / f'{size}-{scheme}-1.png'), profile)

    def test_pictures_of_the_documentation(self):
        folder = self.path('pictures')
        folder.mkdir()
        self.chromium.check('pictures', folder)
        for name in ('page-phone.png', 'page-desktop.png'):
            taken, shipped = folder / name, SOURCE / 'doc' / name
            if 'FINGERPOST_WRITE_SCREENSHOTS' in os.environ:
                subprocess.run(['pngquant', '--force', '--output', shipped, taken], check=True)
            # Different fonts give different bytes.
            self.assertEqual(size_of_png(shipped), size_of_png(taken), name)
            self.assertLess(shipped.stat().st_size, 150_000, name)


class BrowserThroughApache(Shipped, Case):
    web_server = Apache


__all__ = ['BrowserThroughNginx', 'BrowserThroughApache']

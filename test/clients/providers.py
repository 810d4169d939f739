"""The providers that the clients of the tests look up. No client can guess the names of their servers, so
one that knows them has read an answer."""
from harness import wait_until
from stage import zone
from world import run

CONFIG = '''
; The defaults: TLS, and the address as login name.
provider example
{
    domain example.com
    domain hosted.example
    domain bücher.example
    imap   imap.provider.example
    smtp   smtp.provider.example
}

provider other
{
    domain other.example
    login  %EMAILLOCALPART%
    imap   imap.other-provider.example { security starttls }
    smtp   smtp.other-provider.example { security starttls }
}

provider several
{
    domain several.example
    imap   imap1.provider.example
    imap   imap2.provider.example
    pop3   pop.provider.example
    smtp   smtp1.provider.example
    smtp   smtp2.provider.example
}

provider moved
{
    domain           moved.example
    redirect-address %EMAILLOCALPART%@other.example
}

provider elsewhere
{
    domain       elsewhere.example
    redirect-url https://autodiscover.other.example/autodiscover/autodiscover.xml
}
'''

NAMES = ('@', 'autoconfig', 'autodiscover')
ZONES = ''.join(zone(domain, *NAMES) for domain in (
    'example.com', 'other.example', 'several.example', 'xn--bcher-kva.example',
    'moved.example', 'elsewhere.example',
    # No provider has it.
    'unserved.example')) + zone(
        # Only its MX record leads to the web server.
        'hosted.example', records='@ IN MX 10 mx1.example.com.\n')


def published_zones(case):
    """Returns the zones that `fingerpost dns` prints for CONFIG."""
    config = case.write('published.conf', CONFIG)
    done = run('-c', config, 'dns', '--target', 'mail.example.com')
    if done.returncode:
        raise AssertionError(done.stderr)
    return done.stdout


def autoconfig(domain, query='', scheme='https'):
    """Returns the URL that most clients ask first."""
    return f'{scheme}://autoconfig.{domain}/mail/config-v1.1.xml{query}'


def well_known(domain, scheme='https'):
    return f'{scheme}://{domain}/.well-known/autoconfig/mail/config-v1.1.xml'


def autodiscover(host):
    return f'https://{host}/autodiscover/autodiscover.xml'


def expect_requests(stage, part, expected):
    """Waits until the requests whose URLs contain `part` are those expected, as (method, URL, status), in
    any order, because each process of a web server writes the log on its own."""
    def found():
        return sorted((asked.method, asked.url, asked.status) for asked in stage.asked()
                      if part in asked.url)
    wait_until(lambda: found() == sorted(expected), f'requests with {part}', 10, found)

#!/usr/bin/env python3
"""load.py STOP: sends requests to the web server on this machine at a steady rate until the file
STOP exists, like Thunderbird and Outlook for ann@example.com, and for ever new domains, each of
which fingerpost-mapd has to look up: those with even numbers in dN.example are served, the odd ones
are not. Each answer must be the one that `fingerpost show` prints. Prints the requests of each
client, and fails if an answer differs, a connection breaks, or a client gets fewer than LEAST
answers."""
import http.client
import pathlib
import ssl
import subprocess
import sys
import threading
import time
import urllib.parse

STOP = pathlib.Path(sys.argv[1])
EVERY = 0.4
LEAST = 20
# A client keeps its connection for some requests and then opens another, so that both kinds happen
# while the services restart.
QUESTIONS_OF_CONNECTION = 10
PATIENCE = 60
POX = '''<?xml version="1.0" encoding="utf-8"?>
<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006">
<Request><EMailAddress>ann@example.com</EMailAddress><AcceptableResponseSchema>http://schemas.microsoft.com/\
exchange/autodiscover/outlook/responseschema/2006a</AcceptableResponseSchema></Request></Autodiscover>'''


def shown(client, address):
    """Returns the answer that fingerpost prints for the client."""
    return subprocess.run(['fingerpost', 'show', '--as', client, address], check=True,
                          capture_output=True, timeout=60).stdout


def http_connection():
    return http.client.HTTPConnection('127.0.0.1', timeout=PATIENCE)


def https_connection():
    # `ask` checks the name in the certificate.
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return http.client.HTTPSConnection('127.0.0.1', timeout=PATIENCE, context=context)


class Client(threading.Thread):
    """Sends requests one after another. `question` returns the request for a number, and the
    expected status and body."""

    def __init__(self, name, connect, question):
        super().__init__()
        self.name = name
        self.connect = connect
        self.question = question
        self.answers = 0
        self.slowest = 0.0
        self.wrong = []

    def run(self):
        connection = None
        number = 0
        due = time.monotonic()
        while not STOP.exists() and len(self.wrong) < 10:
            if number % QUESTIONS_OF_CONNECTION == 0:
                if connection:
                    connection.close()
                connection = self.connect()
            number += 1
            self.ask(connection, number)
            due += EVERY
            time.sleep(max(0, due - time.monotonic()))

    def ask(self, connection, number):
        method, host, path, body, *right = self.question(number)
        begin = time.monotonic()
        try:
            connection.request(method, path, body, {'Host': host})
            answer = connection.getresponse()
            got = [answer.status, answer.read()]
        except (OSError, http.client.HTTPException) as error:
            self.wrong.append(f'{path}: {error!r}')
            connection.close()
            return
        self.slowest = max(self.slowest, time.monotonic() - begin)
        self.answers += 1
        if got[0] != right[0] or right[1] not in (None, got[1]):
            self.wrong.append(f'{path} of {host}: {got}, not {right}')


def autoconfig(address):
    query = urllib.parse.urlencode({'emailaddress': address})
    return 'GET', 'autoconfig.' + address.partition('@')[2], '/mail/config-v1.1.xml?' + query, None


def clients():
    thunderbird = (*autoconfig('ann@example.com'), 200, shown('autoconfig', 'ann@example.com'))
    outlook = ('POST', 'autodiscover.example.com', '/autodiscover/autodiscover.xml', POX, 200,
               shown('outlook', 'ann@example.com'))
    mapped = shown('autoconfig', 'ann@d0.example')
    yield Client('Thunderbird', http_connection, lambda number: thunderbird)
    yield Client('Outlook', https_connection, lambda number: outlook)

    def served(number):
        domain = f'd{2 * number}.example'
        return *autoconfig('ann@' + domain), 200, mapped.replace(b'd0.example', domain.encode())

    def not_served(number):
        return *autoconfig(f'ann@d{2 * number + 1}.example'), 404, None

    yield Client('Thunderbird, domains of the database', http_connection, served)
    yield Client('Thunderbird, other domains', http_connection, not_served)


def main():
    threads = list(clients())
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    good = True
    for thread in threads:
        print(f'{thread.name}: {thread.answers} answers, the slowest after {thread.slowest:.1f} s')
        for wrong in thread.wrong:
            print(f'{thread.name}: WRONG: {wrong}')
        good = good and not thread.wrong and thread.answers >= LEAST
    return 0 if good else 1


sys.exit(main())

"""A client of Marionette, Mozilla's protocol for remote control, version 3: messages over TCP, each
its length in ASCII, a colon and a JSON array (remote/doc/marionette/Protocol.md of mozilla-central)."""
import base64
import json

COMMAND, RESPONSE = 0, 1


class Failed(Exception):
    """The error of a command that failed."""


class Marionette:
    """Takes a connected socket. Scripts run in the chrome context, with the program's own rights."""

    def __init__(self, connection):
        self.connection = connection
        self.buffer = b''
        self.last = 0
        greeting = self._receive()
        if greeting.get('marionetteProtocol') != 3:
            raise Failed(f'not Marionette: {greeting}')
        self.capabilities = self.command('WebDriver:NewSession')['capabilities']
        self.command('Marionette:SetContext', value='chrome')

    def close(self):
        self.connection.close()

    def command(self, name, **parameters):
        self.last += 1
        message = json.dumps([COMMAND, self.last, name, parameters]).encode()
        self.connection.sendall(b'%d:%s' % (len(message), message))
        kind, number, error, result = self._receive()
        if (kind, number) != (RESPONSE, self.last):
            raise Failed(f'an answer to another command: {kind} {number}')
        if error:
            raise Failed(f'{error["error"]}: {error["message"]}\n{error["stacktrace"]}')
        return result

    def run(self, script, *arguments, seconds=60):
        """Runs the body of an async function with `arguments`, and returns what it returns."""
        body = ('const done = arguments[arguments.length - 1];'
                f'(async (...args) => {{ {script} }})(...arguments)'
                '.then(value => done({value}), error => done({error: `${error} ${error?.stack}`}));')
        self.command('WebDriver:SetTimeouts', script=seconds * 1000)
        result = self.command('WebDriver:ExecuteAsyncScript', script=body, args=list(arguments),
                              sandbox='system', newSandbox=False)['value']
        if 'error' in result:
            raise Failed(result['error'])
        return result.get('value')

    def screenshot(self):
        """Returns the window as a PNG."""
        return base64.b64decode(self.command('WebDriver:TakeScreenshot', full=True)['value'])

    def _receive(self):
        while b':' not in self.buffer:
            self._read()
        length, _, self.buffer = self.buffer.partition(b':')
        while len(self.buffer) < int(length):
            self._read()
        message, self.buffer = self.buffer[:int(length)], self.buffer[int(length):]
        return json.loads(message)

    def _read(self):
        data = self.connection.recv(1 << 16)
        if not data:
            raise Failed('the program has ended the connection')
        self.buffer += data

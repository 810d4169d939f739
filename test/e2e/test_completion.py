"""Shell completion: with the scripts of `fingerpost --completion`, bash, zsh and fish offer exactly
what `fingerpost --help` lists."""
import re
import subprocess

from world import Case, needs_tool, run

SUBCOMMANDS = ('init', 'check', 'show', 'dns', 'names', 'site', 'probe', 'import')
CHOICES = {('show', '--as'): 'autoconfig outlook mobilesync autodiscover-json mobileconfig pacc page',
           ('dns', '--style'): 'cname srv mx', ('names', '--style'): 'cname srv mx',
           ('names', '--for'): 'nginx apache caddy lighttpd haproxy'}
SERVERS = 'nginx apache caddy lighttpd haproxy'


def long_options(*subcommand):
    """Returns the options in --help, including the program's own, which every subcommand
    accepts."""
    own = re.findall(r'(?m)^ +(?:-\w,)?(--[a-z]+)', run(*subcommand, '--help').stdout)
    return set(own) | {'--config', '--json', '--help'}


class CompletionCase(Case):
    def script(self, shell, name):
        """Writes the script to a file in the folder."""
        result = run('--completion', shell)
        self.assertEqual((0, ''), (result.returncode, result.stderr))
        return self.write(name, result.stdout)


@needs_tool
class Script(Case):
    def test_the_shell_must_be_known(self):
        result = run('--completion', 'fisch')
        self.assertEqual((64, ''), (result.returncode, result.stdout))
        self.assertIn('"fisch" is not one of bash, zsh, fish; did you mean "fish"?', result.stderr)


@needs_tool
class Bash(CompletionCase):
    def complete(self, *words):
        script = f'''
            source {self.script('bash', 'fingerpost')}
            compopt() {{ :; }}
            COMP_WORDS=(fingerpost {' '.join(repr(word) for word in words)})
            COMP_CWORD={len(words)}
            _fingerpost
            printf '%s\\n' "${{COMPREPLY[@]}}"'''
        result = subprocess.run(['bash', '-c', script], capture_output=True, text=True, timeout=20,
                                cwd=self.folder)
        self.assertEqual('', result.stderr)
        return set(result.stdout.splitlines()) - {''}

    def test_options(self):
        self.assertEqual(long_options() | set(SUBCOMMANDS), self.complete(''))
        for subcommand in SUBCOMMANDS:
            with self.subTest(subcommand):
                self.assertEqual(long_options(subcommand), self.complete(subcommand, '--'))
                self.assertEqual(long_options(subcommand),
                                 self.complete('-c', 'show', subcommand, '--'))

    def test_words(self):
        self.assertEqual({'show'}, self.complete('sh'))
        for (subcommand, option), words in CHOICES.items():
            self.assertEqual(set(words.split()), self.complete(subcommand, option, ''))
        self.assertEqual(long_options('site') | set(SERVERS.split()), self.complete('site', ''))

    def test_files(self):
        self.write('some.xml', '')
        self.write('with blank.xml', '')
        self.assertEqual({'some.xml'}, self.complete('import', 'so'))
        self.assertEqual({'with blank.xml'}, self.complete('import', 'wi'))
        self.assertEqual({'some.xml'}, self.complete('probe', '--ca', 'so'))
        self.assertEqual({'some.xml'}, self.complete('check', '-c', 'so'))


@needs_tool
class Zsh(CompletionCase):
    def complete(self, line):
        """Returns what a real zsh, on its own terminal, offers for a line."""
        folder = self.script('zsh', 'zsh/_fingerpost').parent
        script = self.write('complete.zsh', f'''
zmodload zsh/zpty
zpty shell zsh -f -i
send() {{ zpty -w shell "$1" }}
send 'PROMPT=; unset zle_bracketed_paste; fpath=({folder} $fpath)'
send 'autoload -Uz compinit && compinit -D -u'
send 'stty columns 250 rows 200; LISTMAX=1000; cd {self.folder}'
send 'mark() {{ zle -M "END""-OF-LIST" }}; zle -N mark; bindkey "^X" mark'
send 'bindkey "^I" list-choices; setopt no_auto_menu; echo REA""DY'
local text
zpty -r shell text '*READY*'
zpty -w -n shell {line!r}$'\\t\\C-x'
zpty -r shell text '*END-OF-LIST*'
print -rn -- "$text"
zpty -d shell
''')
        result = subprocess.run(['zsh', '-f', script], capture_output=True, text=True, timeout=20)
        self.assertEqual('', result.stderr)
        return re.sub(r'\x1b\[[0-9;]*[A-Za-z]', ' ', result.stdout)

    def test_subcommands(self):
        text = self.complete('fingerpost ')
        for subcommand in SUBCOMMANDS:
            self.assertRegex(text, rf'\b{subcommand} +--')

    def test_options(self):
        for subcommand in SUBCOMMANDS:
            with self.subTest(subcommand):
                text = self.complete(f'fingerpost {subcommand} --')
                self.assertEqual(long_options(subcommand),
                                 set(re.findall(r'(?<![\w-])--[a-z]+', text)), text)

    def test_words(self):
        for (subcommand, option), words in {**CHOICES, ('site', ''): SERVERS}.items():
            text = self.complete(f'fingerpost {subcommand} {option} ')
            for word in words.split():
                self.assertRegex(text, rf'\b{word}\b')


@needs_tool
class Fish(CompletionCase):
    def complete(self, line):
        """Returns what a real fish offers for a line: {word: description}."""
        script = self.script('fish', 'fingerpost.fish')
        result = subprocess.run(['fish', '--no-config', '-c',
                                 f'source {script}; complete -C {line!r}'], capture_output=True,
                                text=True, timeout=20, cwd=self.folder,
                                env={'HOME': str(self.folder), 'PATH': '/usr/bin:/bin'})
        self.assertEqual('', result.stderr)
        return dict(line.partition('\t')[::2] for line in result.stdout.splitlines())

    def test_subcommands(self):
        self.assertEqual(set(SUBCOMMANDS), set(self.complete('fingerpost ')))

    def test_options(self):
        self.assertEqual(long_options(), set(self.complete('fingerpost --')))
        for subcommand in SUBCOMMANDS:
            with self.subTest(subcommand):
                offered = self.complete(f'fingerpost {subcommand} --')
                self.assertEqual(long_options(subcommand), set(offered))
                self.assertTrue(all(offered.values()))

    def test_words(self):
        for (subcommand, option), words in {**CHOICES, ('site', ''): SERVERS}.items():
            self.assertEqual(set(words.split()),
                             set(self.complete(f'fingerpost {subcommand} {option} ')))

    def test_files(self):
        self.write('some.xml', '')
        self.assertIn('some.xml', self.complete('fingerpost import so'))
        self.assertIn('some.xml', self.complete('fingerpost probe --ca so'))
        self.assertEqual({}, self.complete('fingerpost show so'))

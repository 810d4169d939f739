"""Shell completion: bash and zsh offer what `fingerpost --help` tells, no more and no less."""
import re
import subprocess

from harness import SOURCE
from world import Case, needs_tool, run

SUBCOMMANDS = ('check', 'show', 'dns', 'names', 'probe', 'import')
CHOICES = {('show', '--as'): 'autoconfig outlook mobilesync json apple pacc',
           ('dns', '--style'): 'cname srv mx', ('names', '--style'): 'cname srv mx'}


def long_options(*subcommand):
    """Those of --help, and those of the program itself that any subcommand takes."""
    own = re.findall(r'(?m)^ +(?:-\w,)?(--[a-z]+)', run(*subcommand, '--help').stdout)
    return set(own) | {'--config', '--json', '--help'}


@needs_tool
class Bash(Case):
    def complete(self, *words):
        script = f'''
            source {SOURCE}/conf/completion/fingerpost.bash
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

    def test_files(self):
        self.write('some.xml', '')
        self.write('with blank.xml', '')
        self.assertEqual({'some.xml'}, self.complete('import', 'so'))
        self.assertEqual({'with blank.xml'}, self.complete('import', 'wi'))
        self.assertEqual({'some.xml'}, self.complete('probe', '--ca', 'so'))
        self.assertEqual({'some.xml'}, self.complete('check', '-c', 'so'))


@needs_tool
class Zsh(Case):
    def complete(self, line):
        """What a real zsh, on a terminal of its own, offers for a line."""
        script = self.write('complete.zsh', f'''
zmodload zsh/zpty
zpty shell zsh -f -i
send() {{ zpty -w shell "$1" }}
send 'PROMPT=; unset zle_bracketed_paste; fpath=({SOURCE}/conf/completion $fpath)'
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
        for (subcommand, option), words in CHOICES.items():
            text = self.complete(f'fingerpost {subcommand} {option} ')
            for word in words.split():
                self.assertRegex(text, rf'\b{word}\b')

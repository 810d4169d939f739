"""Thunderbird on a stage: one process without a screen, driven by Marionette. It looks up settings
with the code of its account dialog, or in the dialog itself."""
import base64
import ssl

from harness import HANGS, wait_until
from marionette import Marionette

NAME = 'Ann Example'
# Marionette's default; the stage has ports of its own.
PORT = 2828
PREFERENCES = {
    # Dialogs of a first start.
    'mail.provider.suppress_dialog_on_startup': True,
    'mail.spotlight.firstRunDone': True,
    'datareporting.policy.dataSubmissionPolicyBypassNotification': True,
    'mail.rights.version': 1,
    # Services that would otherwise wait for the Internet.
    'network.trr.mode': 5,
    'network.captive-portal-service.enabled': False,
    'network.connectivity-service.enabled': False,
    'network.manage-offline-status': False,
}

# Turns a server into a text with Thunderbird's names of constants, such as SSL and passwordCleartext.
NAMES = '''
const nameIn = (constants, value) =>
  Object.keys(constants).find((name) => constants[name] === value) ?? String(value);
const text = (server) => [server.type, server.hostname, server.port,
  nameIn(Ci.nsMsgSocketType, server.socketType), nameIn(Ci.nsMsgAuthMethod, server.auth),
  server.username].join(' ');
'''
TRUST = '''
Cc['@mozilla.org/security/x509certdb;1'].getService(Ci.nsIX509CertDB)
  .addCertFromBase64(args[0], 'C,C,C');
'''
LOOK_UP = NAMES + '''
const modules = 'resource:///modules/accountcreation/';
const { FindConfig } = ChromeUtils.importESModule(`${modules}FindConfig.sys.mjs`);
const { AccountConfig } = ChromeUtils.importESModule(`${modules}AccountConfig.sys.mjs`);
const [name, address] = args;
const stream = FindConfig.parallelAutoDiscovery(
  address.split('@')[1], address, new AbortController().signal);
let { value: config } = await stream.next();
let confirmed = null;
if (config?.isRedirect) {
  confirmed = config.host;
  ({ value: config } = await stream.next({ acceptRedirect: true }));
}
if (!config) return null;
AccountConfig.replaceVariables(config, name, address, '');
return {
  source: config.subSource,
  confirmed,
  name: config.displayName,
  incoming: [config.incoming, ...config.incomingAlternatives].map(text),
  outgoing: [config.outgoing, ...config.outgoingAlternatives].map(text),
};
'''
OPEN_HUB = '''
await Services.wm.getMostRecentWindow('mail:3pane').openAccountHub('MAIL');
'''
HUB = '''
const { document } = Services.wm.getMostRecentWindow('mail:3pane');
const hub = document.querySelector('account-hub-container')?.shadowRoot
  .querySelector('account-hub-email');
const step = [...(hub?.children ?? [])].find(
  (child) => child.classList.contains('account-hub-step') && !child.hidden);
'''
READ_HUB = HUB + '''
if (!step) return { step: null, busy: true };
const texts = [...step.querySelectorAll('[id]')].filter((element) =>
  !element.children.length && element.textContent.trim() && element.checkVisibility());
return {
  step: step.id,
  busy: hub.classList.contains('busy'),
  notice: step.shadowRoot.querySelector('account-hub-header').shadowRoot
    .querySelector('#emailFormNotificationTitle').textContent.trim(),
  shown: Object.fromEntries(texts.map(({ id, textContent }) => [id, textContent.trim()])),
  choices: [...step.querySelectorAll('label.config-option')].filter(
    (label) => label.checkVisibility()).map(({ id }) => id),
};
'''
FIELD = HUB + 'return step.querySelector(`#${args[0]}`);'
CONTINUE = HUB + "return hub.querySelector('#emailFooter #forward');"

ACCOUNTS = NAMES + '''
const { MailServices } = ChromeUtils.importESModule('resource:///modules/MailServices.sys.mjs');
return MailServices.accounts.accounts.filter((account) => account.defaultIdentity).map(
  ({ defaultIdentity: { email, smtpServerKey }, incomingServer: incoming }) => {
    const { type, hostname, port, socketType, authMethod, username } = incoming;
    const outgoing = MailServices.outgoingServer.getServerByKey(smtpServerKey);
    return {
      email,
      incoming: text({ type, hostname, port, socketType, auth: authMethod, username }),
      outgoing: [outgoing.serverURI.spec, nameIn(Ci.nsMsgSocketType, outgoing.socketType),
        nameIn(Ci.nsMsgAuthMethod, outgoing.authMethod)].join(' '),
    };
  });
'''


class Thunderbird:
    """`case` is a ClientCase, in whose stage it runs until the case ends."""

    def __init__(self, case):
        self.case = case
        profile = case.path('profile')
        profile.mkdir()
        (profile / 'user.js').write_text(''.join(
            f'user_pref("{name}", {str(value).lower()});\n' for name, value in PREFERENCES.items()))
        stage = case.stage
        self.process = stage.start_client(
            'thunderbird', '--headless', '--marionette', '--remote-allow-system-access',
            '--no-remote', '--profile', profile, log='thunderbird.log', MOZ_HEADLESS_WIDTH='1200',
            MOZ_HEADLESS_HEIGHT='900')
        self.marionette = Marionette(stage.connect_when_ready(PORT, self.process))
        case.addClassCleanup(self.marionette.close)
        self.version = self.marionette.capabilities['browserVersion']
        certificate = ssl.PEM_cert_to_DER_cert(stage.root_certificate.read_text())
        self.run(TRUST, base64.b64encode(certificate).decode())

    def run(self, script, *arguments):
        return self.marionette.run(script, *arguments, seconds=HANGS)

    def look_up(self, address):
        """Returns what the account dialog's code finds for an address, or None: a dictionary with
        `source` (its word for how it found them), `confirmed` (the host that users are asked about),
        `name`, and lists of texts, `incoming` and `outgoing`, the proposed server first."""
        return self.run(LOOK_UP, NAME, address)

    def accounts(self):
        """Returns the accounts of its profile: dictionaries with `email`, `outgoing`, and
        `incoming` in the form of look_up()."""
        return self.run(ACCOUNTS)


class AccountHub:
    """Thunderbird's dialog for a new account, used the way a person uses it."""

    def __init__(self, thunderbird):
        self.thunderbird = thunderbird
        thunderbird.run(OPEN_HUB)
        self.wait_for('emailAutoConfigSubview')

    def read(self):
        """Returns what the dialog shows: `step`, the name of its page; `busy`; `notice`; `shown`, texts
        by the names of their elements; `choices`, the kinds of account offered."""
        return self.thunderbird.run(READ_HUB)

    def wait_for(self, step):
        """Waits for a page, and returns what it shows."""
        wait_until(lambda: (now := self.read())['step'] == step and not now['busy'], step, 30,
                   self.read)
        return self.read()

    def type(self, field, text):
        element = self._element(FIELD, field)
        self._command('WebDriver:ElementClear', id=element)
        self._command('WebDriver:ElementSendKeys', id=element, text=text)

    def press_continue(self):
        self._command('WebDriver:ElementClick', id=self._element(CONTINUE))

    def ask(self, address):
        """Types name and address, presses Continue, and returns the next page, or the same page with
        a notice."""
        self.type('realName', NAME)
        self.type('email', address)
        self.press_continue()
        wait_until(lambda: not (now := self.read())['busy'] and now['notice'], 'an answer', 30,
                   self.read)
        return self.read()

    def _element(self, script, *arguments):
        """Returns the reference to an element, whose key is its kind."""
        [reference] = self.thunderbird.run(script, *arguments).values()
        return reference

    def _command(self, name, **parameters):
        return self.thunderbird.marionette.command(name, **parameters)

"""exchange.py ADDRESS: lets exchangelib look up an Exchange server. Prints an object for each server of
the answer that it read, then what it made of them."""
import json
import sys

from exchangelib import Credentials
from exchangelib.autodiscover.discovery.pox import PoxAutodiscovery

FIELDS = ('type', 'server', 'port', 'login_name', 'ssl', 'spa', 'auth_required')


class Discovery(PoxAutodiscovery):
    """Prints the answer before the URL of Exchange is looked for in it."""

    def _build_response(self, ad_response):
        for protocol in ad_response.account.protocols:
            print(json.dumps({name: getattr(protocol, name) for name in FIELDS}))
        return super()._build_response(ad_response)


try:
    print(Discovery(sys.argv[1], Credentials(sys.argv[1], 'secret')).discover())
except Exception as error:
    print(f'{type(error).__name__}: {error}')

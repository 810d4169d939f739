// The same as the how-to's script, inside nginx.
function account(type, port, address) {
    return `<Protocol><Type>${type}</Type><Server>mail.example.com</Server><Port>${port}</Port>` +
        `<DomainRequired>off</DomainRequired><LoginName>${address}</LoginName>` +
        '<SPA>off</SPA><SSL>on</SSL><AuthRequired>on</AuthRequired></Protocol>\n';
}

function server(way, type, port) {
    return `<${way}Server type="${type}"><hostname>mail.example.com</hostname><port>${port}</port>` +
        '<socketType>SSL</socketType><username>%EMAILADDRESS%</username>' +
        `<authentication>password-cleartext</authentication></${way}Server>\n`;
}

function autodiscover(question) {
    const found = /<EMailAddress>([^<]*)<\/EMailAddress>/.exec(question);
    const address = found ? found[1] : '';
    const schema = 'http://schemas.microsoft.com/exchange/autodiscover/';
    return '<?xml version="1.0" encoding="utf-8"?>\n' +
        `<Autodiscover xmlns="${schema}responseschema/2006">\n` +
        `<Response xmlns="${schema}outlook/responseschema/2006a">\n` +
        '<Account><AccountType>email</AccountType><Action>settings</Action>\n' +
        account('IMAP', 993, address) + account('SMTP', 465, address) +
        '</Account></Response></Autodiscover>\n';
}

function autoconfig() {
    return '<?xml version="1.0" encoding="UTF-8"?>\n<clientConfig version="1.1">\n' +
        '<emailProvider id="example.com"><domain>example.com</domain>' +
        '<displayName>example.com</displayName>\n' +
        server('incoming', 'imap', 993) + server('outgoing', 'smtp', 465) +
        '</emailProvider></clientConfig>\n';
}

function answer(r) {
    r.headersOut['Content-Type'] = 'text/xml; charset=utf-8';
    r.return(200, r.method === 'POST' ? autodiscover(r.requestText) : autoconfig());
}

export default {answer};

<?php
// The script of the usual how-to: one script for Thunderbird and Outlook.
$host = 'mail.example.com';
$domain = 'example.com';
header('Content-Type: text/xml; charset=utf-8');
if (preg_match('/autodiscover/i', $_SERVER['REQUEST_URI'])) {
    $post = file_get_contents('php://input');
    preg_match('/<EMailAddress>(.*?)<\/EMailAddress>/', $post, $matches);
    $email = htmlspecialchars($matches[1] ?? '');
    echo "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";
    echo "<Autodiscover xmlns=\"http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006\">\n";
    echo "<Response xmlns=\"http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a\">\n";
    echo "<Account><AccountType>email</AccountType><Action>settings</Action>\n";
    foreach (['IMAP' => 993, 'SMTP' => 465] as $type => $port) {
        echo "<Protocol><Type>$type</Type><Server>$host</Server><Port>$port</Port>";
        echo "<DomainRequired>off</DomainRequired><LoginName>$email</LoginName>";
        echo "<SPA>off</SPA><SSL>on</SSL><AuthRequired>on</AuthRequired></Protocol>\n";
    }
    echo "</Account></Response></Autodiscover>\n";
} else {
    echo "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<clientConfig version=\"1.1\">\n";
    echo "<emailProvider id=\"$domain\"><domain>$domain</domain><displayName>$domain</displayName>\n";
    foreach (['incoming' => ['imap', 993], 'outgoing' => ['smtp', 465]] as $way => [$type, $port]) {
        echo "<{$way}Server type=\"$type\"><hostname>$host</hostname><port>$port</port>";
        echo "<socketType>SSL</socketType><username>%EMAILADDRESS%</username>";
        echo "<authentication>password-cleartext</authentication></{$way}Server>\n";
    }
    echo "</emailProvider></clientConfig>\n";
}

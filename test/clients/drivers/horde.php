<?php
// horde.php ADDRESS: lets each part of Horde's library that looks up accounts do so. Prints a line for
// each server that it found: part, kind, host, port, encryption, login name.

spl_autoload_register(function ($class) {
    include str_replace('_', '/', $class) . '.php';
});

$address = (new Horde_Mail_Rfc822())->parseAddressList($argv[1])[0];
foreach (Horde_Mail_Autoconfig::getDrivers() as $driver) {
    foreach (['mailSearch', 'msaSearch'] as $search) {
        // It guesses settings without asking anybody.
        if ($driver instanceof Horde_Mail_Autoconfig_Driver_Guess) {
            continue;
        }
        foreach ($driver->$search([$address->host_idn], ['email' => $address]) ?: [] as $server) {
            $words = [get_class($driver), get_class($server), $server->host, $server->port,
                $server->tls ?: 'none', $server->username ?: 'none'];
            print str_replace('Horde_Mail_Autoconfig_', '', implode(' ', $words)) . "\n";
        }
    }
}

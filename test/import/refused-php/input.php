<?php
$raw = file_get_contents("php://input");
?>
<?xml version="1.0" encoding="utf-8" ?>
<Autodiscover/>
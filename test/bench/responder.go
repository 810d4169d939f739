// A program for tools/bench to compare fingerpostd with: a small responder with Go's net/http/fcgi.
//
// responder SOCKET
package main

import (
	"encoding/xml"
	"fmt"
	"html"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/fcgi"
	"os"
)

const autoconfig = `<?xml version="1.0" encoding="UTF-8"?>
<clientConfig version="1.1"><emailProvider id="example.com"><domain>example.com</domain>
<displayName>example.com</displayName>
<incomingServer type="imap"><hostname>mail.example.com</hostname><port>993</port>
<socketType>SSL</socketType><username>%[1]s</username>
<authentication>password-cleartext</authentication></incomingServer>
<outgoingServer type="smtp"><hostname>mail.example.com</hostname><port>465</port>
<socketType>SSL</socketType><username>%[1]s</username>
<authentication>password-cleartext</authentication></outgoingServer>
</emailProvider></clientConfig>
`

const schema = "http://schemas.microsoft.com/exchange/autodiscover/"
const autodiscover = `<?xml version="1.0" encoding="utf-8"?>
<Autodiscover xmlns="` + schema + `responseschema/2006">
<Response xmlns="` + schema + `outlook/responseschema/2006a">
<Account><AccountType>email</AccountType><Action>settings</Action>
<Protocol><Type>IMAP</Type><Server>mail.example.com</Server><Port>993</Port>
<DomainRequired>off</DomainRequired><LoginName>%[1]s</LoginName>
<SPA>off</SPA><SSL>on</SSL><AuthRequired>on</AuthRequired></Protocol>
<Protocol><Type>SMTP</Type><Server>mail.example.com</Server><Port>465</Port>
<DomainRequired>off</DomainRequired><LoginName>%[1]s</LoginName>
<SPA>off</SPA><SSL>on</SSL><AuthRequired>on</AuthRequired></Protocol>
</Account></Response></Autodiscover>
`

func answer(writer http.ResponseWriter, request *http.Request) {
	writer.Header().Set("Content-Type", "text/xml; charset=utf-8")
	form, address := autoconfig, request.URL.Query().Get("emailaddress")
	if request.Method == http.MethodPost {
		var question struct {
			Address string `xml:"Request>EMailAddress"`
		}
		body, _ := io.ReadAll(request.Body)
		if xml.Unmarshal(body, &question) != nil {
			http.Error(writer, "not a question", http.StatusBadRequest)
			return
		}
		form, address = autodiscover, question.Address
	}
	log.Printf("%s %s 200", request.Method, request.URL.Path)
	fmt.Fprintf(writer, form, html.EscapeString(address))
}

func main() {
	listener, err := net.Listen("unix", os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	log.Fatal(fcgi.Serve(listener, http.HandlerFunc(answer)))
}

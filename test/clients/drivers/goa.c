/* goa ADDRESS: lets GNOME Online Accounts look up an Exchange server. Prints what it says. Debian's
   headers do not declare the class. */
#include <gio/gio.h>
#include <glib-object.h>
#include <stdio.h>
#include <string.h>

GObject* goa_ews_client_new(void);
gboolean goa_ews_client_autodiscover_sync(GObject* client, const char* address,
                                          const char* password, const char* user,
                                          const char* server, gboolean accept_ssl_errors,
                                          GCancellable* cancellable, GError** error);

int main(int argc, char** argv) {
  GError* error = NULL;
  if (argc != 2) return 64;
  if (goa_ews_client_autodiscover_sync(goa_ews_client_new(), argv[1], "secret", argv[1],
                                       strchr(argv[1], '@') + 1, FALSE, NULL, &error))
    printf("found\n");
  else
    printf("nothing: %s\n", error ? error->message : "no reason");
  return 0;
}

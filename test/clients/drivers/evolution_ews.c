/* evolution_ews ADDRESS LIBRARY: lets Evolution's Exchange library look up the URL of the server.
   Prints it, or why there is none. Debian has no headers of the library. */
#include <camel/camel.h>
#include <dlfcn.h>
#include <libedataserver/libedataserver.h>
#include <stdio.h>

typedef gboolean (*Autodiscover)(ESource*, CamelSettings*, const char* address,
                                 const char* password, char** certificate,
                                 GTlsCertificateFlags* certificate_errors, GCancellable*, GError**);

int main(int argc, char** argv) {
  if (argc != 3) return 64;
  void* library = dlopen(argv[2], RTLD_NOW | RTLD_GLOBAL);
  if (!library) return fprintf(stderr, "%s\n", dlerror()), 1;
  Autodiscover autodiscover = (Autodiscover)dlsym(library, "e_ews_autodiscover_ws_url_sync");
  GType (*settings_type)(void) = (GType(*)(void))dlsym(RTLD_DEFAULT, "camel_ews_settings_get_type");
  if (!autodiscover || !settings_type) return fprintf(stderr, "%s\n", dlerror()), 1;
  CamelSettings* settings = g_object_new(settings_type(), NULL);
  ESource* source = e_source_new(NULL, NULL, NULL);
  char *certificate = NULL, *url = NULL;
  GTlsCertificateFlags certificate_errors = 0;
  GError* error = NULL;
  if (autodiscover(source, settings, argv[1], "secret", &certificate, &certificate_errors, NULL,
                   &error)) {
    g_object_get(settings, "hosturl", &url, NULL);
    printf("%s\n", url ? url : "no URL");
  } else {
    printf("nothing: %s\n", error ? error->message : "no reason");
  }
  return 0;
}

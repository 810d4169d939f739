// SPDX-License-Identifier: MIT
// A program for tools/bench to compare fingerpostd with, similar to libfcgi's own examples: threads
// in a loop around FCGX_Accept_r, with an answer that does not depend on the request, and a line of
// log for each.
//
// bare SOCKET THREADS
#include <fcgiapp.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

namespace {

std::string fixed_answer() {
  return "Status: 200 OK\r\nContent-Type: text/xml; charset=utf-8\r\n\r\n" + std::string(1024, 'x');
}

void serve(int listener) {
  const std::string answer = fixed_answer();
  FCGX_Request request;
  FCGX_InitRequest(&request, listener, 0);
  while (FCGX_Accept_r(&request) == 0) {
    char body[1024];
    while (FCGX_GetStr(body, sizeof body, request.in) == sizeof body) {
    }
    std::fprintf(stderr, "%s %s 200\n", FCGX_GetParam("REQUEST_METHOD", request.envp),
                 FCGX_GetParam("DOCUMENT_URI", request.envp));
    FCGX_PutStr(answer.data(), static_cast<int>(answer.size()), request.out);
    FCGX_Finish_r(&request);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3 || FCGX_Init() != 0) return EXIT_FAILURE;
  const int listener = FCGX_OpenSocket(argv[1], 511);
  if (listener < 0) return EXIT_FAILURE;
  std::vector<std::jthread> threads;
  for (int i = 0; i < std::atoi(argv[2]); ++i) threads.emplace_back(serve, listener);
}

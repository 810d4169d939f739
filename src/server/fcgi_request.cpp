// SPDX-License-Identifier: MIT
#include "server/fcgi_request.hpp"

#include <assert.h>
#include <fcgiapp.h>
#include <fcgios.h>

#include <climits>
#include <csetjmp>
#include <cstdlib>
#include <new>
#include <utility>

#include "base/error.hpp"
#include "base/log.hpp"
#include "http/cgi.hpp"

namespace fingerpost {

namespace {

/** The bytes that libfcgi still has to read in this thread. */
thread_local std::string_view unread;

/** The descriptor that libfcgi is given for its connection. libfcgi closes it if a request is
    faulty, but the kernel never assigns this number, so nothing is closed. */
constexpr int no_descriptor = INT_MAX;

/** Returns the bytes that libfcgi 2.4 allocates for a request with at most most_cgi_variables
    parameters (fcgiapp.c, FCGX_Accept_r): three streams with buffers of 8192, 8192 and 512 bytes, a
    list of 30 pointers, which would grow at the 29th name, and a string for each name with its
    value. Each piece takes up to 31 more bytes of heap. */
constexpr std::size_t libfcgi_needs(std::size_t parameters) {
  constexpr std::size_t buffers = 8192 + 8192 + 512;
  constexpr std::size_t structures = 2048;
  constexpr std::size_t pieces = 16 + most_cgi_variables;
  return buffers + structures + pieces * 32 + parameters;
}
static_assert(most_cgi_variables < 28);
// A larger piece would not come from the heap, so a successful trial would prove nothing.
static_assert(libfcgi_needs(FcgiIntake::limit) < 128 * 1024);

/** The place to return to from FCGX_Accept_r() while it runs in this thread, else null. */
thread_local std::jmp_buf* caller_of_libfcgi = nullptr;

/** Calls FCGX_Accept_r() and returns whether it has read a request. If malloc() fails, libfcgi
    would end the process by assert() (fcgiapp.c, Malloc); here that is an ordinary error. A few
    bytes that are not yet part of the request leak; the request itself can be freed. */
bool accept_request(FCGX_Request& request) {
  std::jmp_buf here;
  if (setjmp(here) != 0) return false;
  caller_of_libfcgi = &here;
  const int result = FCGX_Accept_r(&request);
  caller_of_libfcgi = nullptr;
  return result == 0;
}

/** Checks that malloc() has `size` bytes in one piece, and frees them. Then malloc() has them in
    smaller pieces too, unless another thread that shares the heap takes them first. Throws
    bad_alloc. */
void require_memory(std::size_t size) {
  // volatile keeps the compiler from removing the trial.
  void* volatile trial = std::malloc(size);
  if (!trial) throw std::bad_alloc();
  std::free(trial);
}

std::string smallest_request() {
  std::string records;
  append_record(records, FcgiType::begin_request, 1, std::string("\0\1\0\0\0\0\0\0", 8));
  append_stream(records, FcgiType::parameters, 1, {});
  append_stream(records, FcgiType::input, 1, {});
  return records;
}

}  // namespace

void FcgxFree::operator()(FCGX_Request* request) const noexcept {
  FCGX_Free(request, 0);
  delete request;
}

std::optional<FcgiRequest> read_request(FcgiIntake& intake) {
  const std::string head = intake.head();
  require_memory(libfcgi_needs(head.size()));
  std::unique_ptr<FCGX_Request, FcgxFree> fcgx(new FCGX_Request);
  // Without a listening socket, FCGX_Accept_r serves only the descriptor that it is given.
  FCGX_InitRequest(fcgx.get(), -1, 0);
  fcgx->ipcFd = no_descriptor;
  // FCGX_Accept_r begins by closing a descriptor that is not kept. If it fails, it closes a
  // detached one without waiting for the other side.
  fcgx->keepConnection = 1;
  FCGX_Detach(fcgx.get());
  unread = head;
  if (!accept_request(*fcgx)) return std::nullopt;
  const FCGX_Request& seen = *fcgx;
  FcgiRequest read = {.request = request_from_cgi(seen.envp),
                      .id = intake.id(),
                      .too_large = !intake.is_complete(),
                      .keep = seen.keepConnection != 0,
                      .parameters = std::move(fcgx)};
  if (!read.too_large) read.request.body = std::move(intake.body());
  return read;
}

void prepare_libfcgi() {
  if (FCGX_Init() != 0) throw Error("libfcgi cannot start");
  FcgiIntake smallest;
  smallest.take(smallest_request());
  if (!read_request(smallest))
    throw Error("libfcgi does not call this program's OS_Read(); link with the shared libfcgi");
}

}  // namespace fingerpost

/** Replaces libfcgi's function of this name (fcgios.h), which libfcgi calls to read from a
    connection. */
extern "C" [[gnu::visibility("default"), gnu::used]] int OS_Read(int, char* buffer,
                                                                 std::size_t size) {
  using fingerpost::unread;
  const std::size_t count = unread.copy(buffer, size);
  unread.remove_prefix(count);
  return static_cast<int>(count);
}

/** Replaces libc's function, which assert() calls if its condition is false. Returns to
    accept_request() if libfcgi is running, and otherwise ends the process. */
extern "C" [[gnu::visibility("default"), gnu::used]] void __assert_fail(const char* condition,
                                                                        const char* file,
                                                                        unsigned line,
                                                                        const char* function) {
  using fingerpost::caller_of_libfcgi;
  if (caller_of_libfcgi) std::longjmp(*std::exchange(caller_of_libfcgi, nullptr), 1);
  fingerpost::log(fingerpost::LogLevel::error, "{}:{}: {}: {} does not hold", file, line,
                  function ? function : "", condition);
  fingerpost::LogRound::write_collected();
  std::abort();
}

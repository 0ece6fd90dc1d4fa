/* The floor: what one synced transaction a step costs when nothing else is done.
 *
 * linkflow-bench-floor DIR STEPS
 *
 * Writes what Linkflow keeps of a step, a step row and a journal row of the same sizes, under the
 * same pragmas, and prints the same last line as linkflow-bench.
 */

#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

/* Bytes of JSON that `linkflow-bench w1` leaves in a settled step's row and in its event. */
enum { STEP_BODY = 350, EVENT_BODY = 320 };

enum { EXIT_USAGE = 64 };

static sqlite3 *database;

static void require(int code, int wanted, const char *what) {
  if (code == wanted) return;
  fprintf(stderr, "%s: %s\n", what, database ? sqlite3_errmsg(database) : sqlite3_errstr(code));
  exit(EXIT_FAILURE);
}

static void run(const char *sql) {
  require(sqlite3_exec(database, sql, NULL, NULL, NULL), SQLITE_OK, sql);
}

static sqlite3_stmt *prepare(const char *sql) {
  sqlite3_stmt *statement = NULL;
  require(sqlite3_prepare_v3(database, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL),
          SQLITE_OK, sql);
  return statement;
}

static void step(sqlite3_stmt *statement) {
  require(sqlite3_step(statement), SQLITE_DONE, "step");
  sqlite3_reset(statement);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void usage(const char *complaint) {
  fprintf(stderr, "Error: %s\nUsage: linkflow-bench-floor DIR STEPS\n", complaint);
  exit(EXIT_USAGE);
}

int main(int count, char **arguments) {
  if (count != 3) usage("a folder and a number of steps are needed.");
  char *end = NULL;
  long steps = strtol(arguments[2], &end, 10);
  if (*end != '\0' || steps < 1 || steps > 10000000) usage("STEPS is a number from 1.");
  if (mkdir(arguments[1], 0700) != 0 && errno != EEXIST) usage("DIR cannot be made.");

  char path[4096];
  if (snprintf(path, sizeof path, "%s/floor.db", arguments[1]) >= (int)sizeof path) {
    usage("DIR is too long.");
  }
  require(sqlite3_open(path, &database), SQLITE_OK, path);
  run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON");
  run("DROP TABLE IF EXISTS step; DROP TABLE IF EXISTS journal");
  run("CREATE TABLE step ("
      "  id INTEGER PRIMARY KEY, run TEXT NOT NULL, address TEXT NOT NULL, state TEXT NOT NULL,"
      "  body TEXT NOT NULL, UNIQUE (run, address)) STRICT");
  run("CREATE TABLE journal ("
      "  run TEXT NOT NULL, sequence INTEGER NOT NULL, at INTEGER NOT NULL, body TEXT NOT NULL,"
      "  PRIMARY KEY (run, sequence)) STRICT, WITHOUT ROWID");

  char body[STEP_BODY > EVENT_BODY ? STEP_BODY : EVENT_BODY];
  memset(body, 'x', sizeof body);
  const char *id = "w1-00000000-0000-0000-0000-000000000000";

  double start = now();
  sqlite3_stmt *begin = prepare("BEGIN IMMEDIATE");
  sqlite3_stmt *commit = prepare("COMMIT");
  sqlite3_stmt *put = prepare(
      "INSERT INTO step (run, address, state, body) VALUES (?1, ?2, 'settled', ?3) "
      "ON CONFLICT (run, address) DO UPDATE SET state = excluded.state, body = excluded.body");
  sqlite3_stmt *note =
      prepare("INSERT INTO journal (run, sequence, at, body) VALUES (?1, ?2, ?3, ?4)");
  for (long number = 1; number <= steps; number++) {
    char address[32];
    int length = snprintf(address, sizeof address, "step_%ld", number);
    step(begin);
    sqlite3_bind_text(put, 1, id, -1, SQLITE_STATIC);
    sqlite3_bind_text(put, 2, address, length, SQLITE_TRANSIENT);
    sqlite3_bind_text(put, 3, body, STEP_BODY, SQLITE_STATIC);
    step(put);
    sqlite3_bind_text(note, 1, id, -1, SQLITE_STATIC);
    sqlite3_bind_int64(note, 2, number);
    sqlite3_bind_int64(note, 3, (sqlite3_int64)time(NULL) * 1000);
    sqlite3_bind_text(note, 4, body, EVENT_BODY, SQLITE_STATIC);
    step(note);
    step(commit);
  }
  double seconds = now() - start;

  sqlite3_finalize(begin);
  sqlite3_finalize(commit);
  sqlite3_finalize(put);
  sqlite3_finalize(note);
  require(sqlite3_close(database), SQLITE_OK, "close");
  printf("{\"steps\":%ld,\"seconds\":%.6f,\"rate\":%.1f}\n", steps, seconds,
         (double)steps / seconds);
  return EXIT_SUCCESS;
}

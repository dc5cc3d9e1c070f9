# DuckDB's count of the exported events: one line for each way, with name, devices, people, seconds and KiB.
import resource
import sys
import time

import duckdb

columns = "{'at': 'BIGINT', 'device': 'VARCHAR', 'user_id': 'VARCHAR'}"
person = "coalesce('user:' || user_id, 'device:' || device)"
database = duckdb.connect()
database.execute("SET enable_progress_bar = false")


def count(what, source, *expressions):
    begun = time.perf_counter()
    wanted = ", ".join(f"count(DISTINCT {expression})" for expression in expressions)
    found = database.execute(f"SELECT {wanted} FROM {source}").fetchone()
    seconds = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    people = found[1] if len(found) > 1 else "-"
    print(what, found[0], people, seconds, peak, sep="\t")


name = f"DuckDB {duckdb.__version__}"
exported = f"read_csv('{sys.argv[1]}', header = true, columns = {columns})"
count(f"{name}, from the exported events", exported, "device")
database.execute(f"CREATE TABLE events AS SELECT * FROM {exported}")
count(f"{name}, from a table of its own", "events", "device")
count(f"{name}, devices and people", "events", "device", person)

"""
What the store of a controller holds, read beside it, whatever the controller does: for scripts that compare it with what
machines did. Started as a program, with a state directory, it prints all of it as JSON.
"""

import json
import pathlib
import sqlite3
import sys
import sys
import time


class Unreadable(Exception):
    """It can't be read now, or is of a version that this does not know; says why."""


class Store:
    def __init__(self, state):
        self.file = pathlib.Path(state) / "halfspeed.db"

    def rows(self, query, *values):
        """None where there is no store yet."""
        if not self.file.exists():
            return []
        for _ in range(50):
            try:
                # It may be locked for a moment, or not be there whole.
                with sqlite3.connect(f"file:{self.file}?mode=ro", uri=True, timeout=5) as store:
                    store.row_factory = sqlite3.Row
                    return [dict(row) for row in store.execute(query, values)]
            except sqlite3.OperationalError as e:
                error = e
                time.sleep(0.1)
        raise Unreadable(f"{self.file} can't be read: {error}")

    def bisections(self):
        return self.rows("SELECT id, state, created_at, ended_at, ending_json FROM campaign WHERE kind = 'BISECTION' "
                         "ORDER BY sequence")

    def bisection(self, bisection):
        """None where there is no such one."""
        return next((row for row in self.bisections() if row["id"] == bisection), None)

    def jobs(self, campaign=None):
        """Of a campaign, or all of them; outcome and message are none before the end."""
        return self.rows(
            """SELECT job, attempt, machine, kind, revision, purpose, "commit", started_at, ended_at, outcome, message
               FROM job LEFT JOIN job_end USING (job, attempt) WHERE coalesce(campaign = ?, TRUE) ORDER BY sequence""",
            campaign)

    def why_left(self, campaign):
        """Why machines were left alone, in the order of time."""
        return [row["why"] for row in self.rows(
            "SELECT why FROM decision WHERE campaign = ? AND action = 'leave' ORDER BY number", campaign)]

    def samples(self, metric):
        """The values of each attempt's runs, by job and attempt."""
        samples = {}
        for row in self.rows("SELECT job, attempt, value FROM sample WHERE metric = ? ORDER BY job, attempt, run", metric):
            samples.setdefault((row["job"], row["attempt"]), []).append(row["value"])
        return samples


def main():
    if len(sys.argv) != 3:
        print("store.py: give a state directory and a metric", file=sys.stderr)
        raise SystemExit(2)
    store = Store(sys.argv[1])
    json.dump(
        {
            "bisections": [
                {**row, "jobs": store.jobs(row["id"]), "whyLeft": store.why_left(row["id"])} for row in store.bisections()],
            "samples": [
                {"job": job, "attempt": attempt, "values": values}
                for (job, attempt), values in store.samples(sys.argv[2]).items()]},
        sys.stdout, indent=1)


if __name__ == "__main__":
    main()

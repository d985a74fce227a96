#!/usr/bin/env python3
"""Makes alarms of a Perfherder alert summary: alarm-perfherder.py REPOSITORY RECIPES.json < summary.json | halfspeed alarm -

Reads one summary of /api/performance/alertsummary/. RECIPES.json says which suites Halfspeed can run, and as what:
{"suite": {"recipe": "pgbench-simple-update", "metric": "tps"}}. Alerts of other suites become alarms that are reported as they
are. REPOSITORY is a git repository that has the revisions of the pushes.
"""
import json, sys

repository = sys.argv[1]
recipes = json.load(open(sys.argv[2]))
summary = json.load(sys.stdin)
alarms = []
for alert in summary["alerts"]:
    signature = alert["series_signature"]
    known = recipes.get(signature["suite"], {})
    alarms.append({
        "key": str(alert["id"]), "source": "perfherder", "series": str(signature["id"]),
        "kind": "loss" if alert["is_regression"] else "gain",
        "repository": repository, "branch": summary.get("repository"),
        "good": summary["prev_push_revision"], "bad": summary["revision"],
        "recipe": known.get("recipe"), "metric": known.get("metric", signature["test"] or signature["suite"]),
        "unit": signature.get("measurement_unit"), "machineClass": signature.get("machine_platform"),
        "command": f"perfherder {signature['suite']} {signature['test']}".strip(),
        "before": alert["prev_value"], "after": alert["new_value"]})
json.dump([{name: value for name, value in alarm.items() if value is not None} for alarm in alarms], sys.stdout, indent=1)

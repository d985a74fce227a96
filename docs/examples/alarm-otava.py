#!/usr/bin/env python3
"""Makes alarms of what Apache Otava found: alarm-otava.py REPOSITORY RECIPE < analysis.json | halfspeed alarm -

Reads the JSON of an analysed series (AnalyzedSeries.to_json), whose points have an attribute "commit". RECIPE measures what
the series does, and has metrics of the same names.
"""
import json, sys

repository, recipe = sys.argv[1:3]
series = json.load(sys.stdin)
commits = series["attributes"]["commit"]
alarms = []
for metric, points in series["change_points"].items():
    about = series["metrics"].get(metric, {})
    for point in points:
        for change in point.get("changes", [point]):
            index = change["index"]
            better = (change["mean_after"] > change["mean_before"]) == (about.get("direction", 1) > 0)
            alarms.append({
                "key": f"{series['test_name']}/{metric}/{commits[index]}", "source": "otava",
                "series": f"{series['test_name']}/{metric}", "kind": "gain" if better else "loss",
                "repository": repository, "branch": series.get("branch_name"),
                "good": commits[index - 1], "bad": commits[index], "recipe": recipe, "metric": metric,
                "unit": about.get("unit") or None, "before": change["mean_before"], "after": change["mean_after"]})
json.dump([{name: value for name, value in alarm.items() if value is not None} for alarm in alarms], sys.stdout, indent=1)

#!/usr/bin/env python3
"""Makes alarms of an Alertmanager notification: alarm-alertmanager.py < notification.json | halfspeed alarm -

Reads what Alertmanager posts to a webhook (version 4). An alert is for us if it has the labels repository, good, bad and
metric, and annotations before and after with the values; a label recipe says what confirms it. A resolved alert is a gain
from bad to the label fixed, where there is one.
"""
import json, sys

alarms = []
for alert in json.load(sys.stdin)["alerts"]:
    labels, values = alert["labels"], alert.get("annotations", {})
    if not {"repository", "good", "bad", "metric"} <= labels.keys():
        continue
    resolved = alert["status"] == "resolved"
    if resolved and "fixed" not in labels:
        continue
    before, after = float(values["before"]), float(values["after"])
    alarm = {
        "key": alert["fingerprint"] + ("/resolved" if resolved else ""), "source": "alertmanager",
        "series": alert["fingerprint"], "kind": "gain" if resolved else "loss", "repository": labels["repository"],
        "good": labels["bad"] if resolved else labels["good"], "bad": labels["fixed"] if resolved else labels["bad"],
        "recipe": labels.get("recipe"), "metric": labels["metric"], "machineClass": labels.get("instance"),
        "command": labels.get("alertname"), "before": after if resolved else before, "after": before if resolved else after}
    alarms.append({name: value for name, value in alarm.items() if value is not None})
json.dump(alarms, sys.stdout, indent=1)

#!/usr/bin/env python3
"""Finds the commit that broke a flaky test: advise.py GOOD BAD COMMAND [ARGUMENT...]

Checks out commits of the git repository at hand and runs COMMAND, whose exit code means what it means for `git bisect
run`: 0 passed, 125 can't be tested, others up to 127 failed. Here it may also be wrong, now and then, either way.
"""
import json, os, shlex, subprocess, sys

def git(*words):
    return subprocess.run(["git", *words], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()

def ask(**message):
    print(json.dumps({"session": "flaky", **message}), file=advisor.stdin, flush=True)
    answer = json.loads(advisor.stdout.readline())
    if answer["type"] == "error":
        sys.exit(f"{answer['what']}\n  -> {answer['next']}")
    return answer

advisor = subprocess.Popen([*shlex.split(os.environ.get("HALFSPEED", "halfspeed")), "advise"],
                           stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
good, bad = (git("rev-parse", "--verify", name + "^{commit}") for name in sys.argv[1:3])
history = [line.split() for line in git("rev-list", "--parents", bad, "^" + good).splitlines()]
ask(type="open", good=good, bad=bad, commits=[{"id": id, "parents": parents} for id, *parents in history],
    builds=False, reverts=False, reproducer={"type": "pass-fail"},
    machines=[{"name": "here", "boot_seconds": 5, "run_seconds": 5}], max_boots=1000)
start = git("rev-parse", "HEAD") if git("branch", "--show-current") == "" else git("branch", "--show-current")
try:
    while (step := ask(type="idle", machine="here"))["type"] == "do":
        git("checkout", "-q", "--detach", step["commit"])
        codes = [subprocess.run(sys.argv[3:]).returncode for _ in range(step["runs"])]
        if any(code not in range(128) for code in codes):
            sys.exit(f"{sys.argv[3]} ended with {codes} at {step['commit']}")
        ended = {"outcome": "unbuildable"} if 125 in codes else {
            "outcome": "judged", "passed": codes.count(0), "failed": len(codes) - codes.count(0)}
        ask(type="result", action=step["action"], **ended)
        print(step["commit"][:12], *codes, step["why"], file=sys.stderr)
finally:
    git("checkout", "-q", start)
print(step["kind"], *step["commits"])
print(step["words"], f"Confidence {step['confidence']}")

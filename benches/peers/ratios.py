"""Prints what the figures of a comparison mean."""

import sys
from collections import defaultdict

runs = defaultdict(list)
for line in open(sys.argv[1], encoding="utf-8"):
    name, *figures = line.split()
    wall, user, system, memory, files = map(float, figures)
    runs[name].append({"wall": wall, "cpu": user + system, "memory": memory, "files": files})
# A busy machine stretches the wall clock: the best round is the one with the least of it.
best = {name: {key: min(run[key] for run in of) for key in of[0]} for name, of in runs.items()}

for name, run in best.items():
    rate = run["files"] / run["wall"]
    print(f"{name}: {run['files']:.0f} files, {run['wall']:.1f} s ({rate:.0f} files/s), "
          f"{run['cpu']:.1f} s of CPU, {run['memory'] / 1000:.0f} MB")


def show(what: str, value: float, limit: float, at_least: bool = False) -> None:
    held = value >= limit if at_least else value <= limit
    print(f"{what}: {value:.2f} ({'within' if held else 'OVER'} {limit})")


def per_file(run: dict[str, float], key: str) -> float:
    return run[key] / run["files"]


full, hugo = best["full"], best["hugo"]
show("rate per file, ours / Hugo's", per_file(hugo, "wall") / per_file(full, "wall"), 5, at_least=True)
show("the same by CPU time", per_file(hugo, "cpu") / per_file(full, "cpu"), 5, at_least=True)
show("memory, ours / Hugo's", full["memory"] / hugo["memory"], 0.25)
show("one record changed / full build", best["one-changed"]["wall"] / full["wall"], 0.4)
show("the same by CPU time", best["one-changed"]["cpu"] / full["cpu"], 0.4)
print(f"sealed / without seals, CPU time: {best['sealed']['cpu'] / full['cpu']:.2f}")

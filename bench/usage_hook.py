"""Runs a Python program and writes its peak memory to the folder that BENCH_USAGE names."""
import os
import resource
import runpy
import sys

del sys.argv[0]
try:
    runpy.run_path(sys.argv[0], run_name="__main__")
finally:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with open(os.path.join(os.environ["BENCH_USAGE"], str(os.getpid())), "w") as file:
        file.write(str(peak / 1024))

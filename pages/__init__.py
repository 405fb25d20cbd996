"""The pages: strategist, planner and coach in a browser, on this machine alone, over the public Python API."""

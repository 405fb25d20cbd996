"""The assistant: strategist, planner and coach for programs that speak MCP, over the public Python API."""

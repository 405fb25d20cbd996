"""What makes people slower or quicker than stated: familiarity, debt of the architecture, overload."""

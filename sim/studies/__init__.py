"""Studies: questions put to the simulator by whole runs. They stand above the engine and change nothing in it."""

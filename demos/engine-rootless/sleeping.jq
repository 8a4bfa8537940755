# The same container, asleep.
.process.terminal = false | .process.args = ["sleep", "600"]

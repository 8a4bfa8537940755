.process.args = ["sh", "-c",
    "echo Here is $(hostname), and I am number $$."]
| .process.env = ["PATH=/bin"]
| .hostname = "stage"

"""Serves the folder `site`, with a log that can be read from the last row."""

import http.server


class Handler(http.server.SimpleHTTPRequestHandler):
    def log_request(self, code='-', size='-'):
        time = self.log_date_time_string().split(' ')[1]
        print(time, self.command, self.path, int(code), flush=True)

    def log_error(self, *_):
        """Says nothing: the request has a line already."""

    def __init__(self, *args):
        super().__init__(*args, directory='site')


with http.server.ThreadingHTTPServer(('127.0.0.1', 8077), Handler) as server:
    print('Serving on port 8077', flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print(' Goodbye.')

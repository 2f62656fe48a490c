"""What tests stand on: a PostgreSQL of their own, a running service, a browser, closed sockets."""

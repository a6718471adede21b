"""What `make run` and the tests stand on: an embedded PostgreSQL and Valkey, and a runner for the Procfile."""

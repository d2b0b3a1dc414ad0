//! HTTP in, HTTP out: REST, MCP and the web UI.

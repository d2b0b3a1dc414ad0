# One build for the three services; `docker build --target web .` and so on.

FROM node:22-bookworm-slim AS ui
WORKDIR /src/crates/web/ui
COPY crates/web/ui/package.json crates/web/ui/package-lock.json crates/web/ui/.npmrc ./
RUN --mount=type=cache,target=/var/cache/npm npm ci --cache /var/cache/npm
COPY crates/web/ui ./
RUN npm run build

FROM rust:1.95-bookworm AS build
# The compiler of this image, whatever rust-toolchain.toml asks of developers: nothing is downloaded.
ENV RUSTUP_TOOLCHAIN=1.95.0
WORKDIR /src
COPY . .
COPY --from=ui /src/crates/web/ui/dist crates/web/ui/dist
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo build --release --locked --package db --bin migrate --package web --package realtime \
    && mkdir /out && cp target/release/migrate target/release/web target/release/realtime /out/

# Nothing but the C library and an unprivileged user.
FROM debian:bookworm-slim AS run
RUN useradd --system --uid 10001 --no-create-home pagespace
USER 10001
ENV BIND=0.0.0.0

FROM run AS migrate
COPY --from=build /out/migrate /usr/local/bin/migrate
ENTRYPOINT ["migrate"]

FROM run AS realtime
COPY --from=build /out/realtime /usr/local/bin/realtime
EXPOSE 3001
HEALTHCHECK --interval=10s --timeout=5s --start-period=5s CMD ["realtime", "--health"]
ENTRYPOINT ["realtime"]

FROM run AS web
COPY --from=build /out/web /usr/local/bin/web
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=5s CMD ["web", "--health"]
ENTRYPOINT ["web"]

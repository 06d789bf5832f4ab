# Confab in a container: docs/DEPLOY.md, "In a container". Two stages: what builds may do more than what serves.
FROM denoland/deno:2.9.6 AS build
WORKDIR /opt/confab
ENV DENO_DIR=/opt/confab/.deno DENO_NO_UPDATE_CHECK=1
# Packages are fetched anew only when these change.
COPY deno.json deno.lock ./
COPY links/ links/
RUN deno install --frozen
COPY . .
# With one start everything that the server loads is in Deno's cache, compiled.
RUN deno task build && deno cache --frozen main.ts cli/migrate.ts _fresh/server.js

FROM denoland/deno:2.9.6
WORKDIR /opt/confab
ENV DENO_DIR=/opt/confab/.deno DENO_NO_UPDATE_CHECK=1 DATA_DIR=/data HOST=0.0.0.0
# Sources, build and packages belong to root, and the server cannot change them.
COPY --from=build /opt/confab /opt/confab
RUN mkdir --mode=700 /data && chown deno:deno /data
USER deno
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --start-period=5s \
  CMD ["deno", "eval", "--no-lock", "if (!(await fetch(`http://127.0.0.1:${Deno.env.get('PORT') ?? 8000}/health/live`)).ok) Deno.exit(1)"]
# As `deno task serve`, but Deno itself gets the signals.
ENTRYPOINT ["/bin/bash", "-c", "mapfile -d '' -t run < <(deno run --allow-all permissions.ts main.ts); exec deno run --cached-only \"${run[@]}\""]

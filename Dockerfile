# The whole cluster in one container: k3s, the chart and every image they need.
#   docker build --tag nebula-wiki . && docker run --privileged --publish 8080:8080 nebula-wiki
# Builds with BuildKit and with the classic builder. The images of the chart are build stages, which cluster/build packs
# as archives: see docs/decisions/0060-images-as-build-stages.md.
ARG NODE=node:24-trixie-slim
ARG DEBIAN=debian:trixie-slim
ARG K3S=rancher/k3s:v1.34.4-k3s1
ARG HELM=alpine/helm:4.1.4
ARG POSTGRES=postgres:18.4
ARG PROMETHEUS=prom/prometheus:v3.13.5
ARG GRAFANA=grafana/grafana:13.1.0

FROM ${K3S} AS k3s-image
FROM ${HELM} AS helm-image
FROM ${POSTGRES} AS postgres-image
FROM ${PROMETHEUS} AS prometheus-image
FROM ${GRAFANA} AS grafana-image

FROM ${DEBIAN} AS packer
RUN apt-get update && apt-get install --yes --no-install-recommends ca-certificates curl zstd && rm -rf /var/lib/apt/lists/*
COPY cluster/build/ /build/

# In a fresh checkout the wildcards match nothing; the archive is then fetched, and its checksum verified.
FROM packer AS airgap
ARG K3S
COPY cluster/airgap.sha256 cluster/k3s-airgap-images-* k3s-airgap-images-* /context/
RUN /build/fetch-airgap.sh "$K3S" /context /context/airgap.sha256 /out

# The API, as wiki-service/Dockerfile builds it; a test compares the two.
FROM ${NODE} AS build
WORKDIR /app
COPY wiki-service/package.json wiki-service/package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY wiki-service/tsconfig.json ./
COPY wiki-service/build/ build/
COPY wiki-service/web/ web/
COPY wiki-service/src/ src/
RUN npm run build

FROM ${NODE} AS service-image
WORKDIR /app
COPY wiki-service/package.json ./
COPY --from=build /app/dist/ dist/
COPY --from=build /app/node_modules/swagger-ui-dist/package.json /app/node_modules/swagger-ui-dist/swagger-ui.css /app/node_modules/swagger-ui-dist/swagger-ui-bundle.js node_modules/swagger-ui-dist/
COPY wiki-service/migrations/ migrations/
COPY wiki-service/public/ public/
COPY wiki-service/openapi.json wiki-service/test_api.sh ./

FROM packer AS postgres
ARG POSTGRES
COPY --from=postgres-image / /rootfs/
COPY cluster/images/postgres*.json /config/
RUN /build/pack-image.sh "$POSTGRES" /rootfs /out/postgres.tar /config/*.json

FROM packer AS prometheus
ARG PROMETHEUS
COPY --from=prometheus-image / /rootfs/
COPY cluster/images/prometheus*.json /config/
RUN /build/pack-image.sh "$PROMETHEUS" /rootfs /out/prometheus.tar /config/*.json

FROM packer AS grafana
ARG GRAFANA
COPY --from=grafana-image / /rootfs/
COPY cluster/images/grafana*.json /config/
RUN /build/pack-image.sh "$GRAFANA" /rootfs /out/grafana.tar /config/*.json

FROM packer AS service
COPY --from=service-image / /rootfs/
COPY cluster/images/wiki-service*.json /config/
RUN /build/pack-image.sh nebula-wiki.internal/wiki-service /rootfs /out/wiki-service.tar /config/*.json

FROM ${DEBIAN}
RUN apt-get update && apt-get install --yes --no-install-recommends curl && rm -rf /var/lib/apt/lists/*
# All of /bin: k3s is not self-contained, and its tools find each other by PATH.
COPY --from=k3s-image /bin/ /opt/k3s/bin/
COPY --from=helm-image /usr/bin/helm /usr/local/bin/helm
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/k3s/bin:/opt/k3s/bin/aux \
    KUBECONFIG=/etc/rancher/k3s/k3s.yaml \
    BUNDLE=/opt/nebula-wiki
WORKDIR /opt/nebula-wiki
COPY --from=airgap /out/ airgap/
COPY --from=prometheus /out/ images/
COPY --from=grafana /out/ images/
COPY --from=postgres /out/ images/
COPY --from=service /out/ images/
COPY wiki-chart/ chart/
COPY wiki-service/test_api.sh test_api.sh
COPY cluster/k3s.yaml /etc/rancher/k3s/config.yaml
COPY cluster/values.yaml cluster/entry.yaml cluster/traefik.yaml cluster/
COPY cluster/stages/ cluster/stages/
COPY entrypoint.sh ./
# The release is what an installation depends on: a start with the same one skips Helm.
RUN sed -n 's/^version: *//p' chart/Chart.yaml >version && cat images/*.ref >release && \
    find chart cluster -type f -exec sha256sum {} + | sort >>release
# The state of the cluster. containerd cannot lay its own overlay on that of the container.
VOLUME /var/lib/rancher/k3s
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=6s --start-period=120s --retries=3 CMD ["/opt/nebula-wiki/cluster/stages/health.sh"]
ENTRYPOINT ["/opt/nebula-wiki/entrypoint.sh"]

# syntax=docker/dockerfile:1
# A node of Souk: docker build -t souk:1.4.0 --build-arg VERSION=1.4.0 .
# The file it is configured by is mounted as /etc/souk/souk.conf; what is secret comes from the environment. Nothing of either is in the image.

FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /build
COPY . .
# Into one folder each: libraries change rarely, our own classes with every commit.
RUN --mount=type=cache,target=/root/.m2 \
    mvn -q -B -ntp -DskipTests install \
    && mvn -q -B -ntp dependency:copy-dependencies -pl modules/server -DincludeScope=runtime -DoutputDirectory=/image/all \
    && mkdir -p /image/app /image/lib \
    && cp modules/server/target/souk-server-*.jar /image/app/ \
    && mv /image/all/souk-*.jar /image/app/ \
    && mv /image/all/*.jar /image/lib/ \
    && cp cluster-config/jvm.options modules/server/target/sbom.json /image/

FROM eclipse-temurin:17-jre
ARG VERSION=dev
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Souk" \
      org.opencontainers.image.description="A reactive commerce backend: one node" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION"
COPY --from=build /image/lib/ /opt/souk/lib/
COPY --from=build /image/jvm.options /image/sbom.json /opt/souk/
COPY --from=build /image/app/ /opt/souk/app/
# A number, so that Kubernetes can see that it is not root.
USER 10001:10001
WORKDIR /tmp
# HTTP; the nodes among themselves; how they find each other; metrics.
EXPOSE 8080 25520 7626 9095
# The process itself, no shell before it: SIGTERM stops it in order. --schema as an argument creates the tables instead. /tmp is all that must be writable.
ENTRYPOINT ["java", "@/opt/souk/jvm.options", "-Dconfig.file=/etc/souk/souk.conf", "-cp", "/opt/souk/app/*:/opt/souk/lib/*", "souk.server.Main"]

#!/usr/bin/env bash
# Builds the image and looks at its start: not root, root file system read-only, healthy, stopped within its time, data kept.
# Needs a Docker engine: `bash deploy/docker/check-image.sh`, from anywhere.
set -euo pipefail
cd "$(dirname "$0")/../.."
docker info >/dev/null 2>&1 || { echo "no Docker engine answers here: nothing was checked" >&2; exit 1; }

image=jingmin:check
name=jingmin-check-$$
station=$(mktemp -d)
trap 'docker rm -f "$name" >/dev/null 2>&1 || true; rm -rf "$station"' EXIT
cp -r alerts handbook ledgers "$station"
sed 's/^data:.*/data: .\/data/' jingmin.yaml > "$station/station.yaml"
chmod -R a+rwX "$station"

docker build -q -f deploy/docker/Dockerfile -t "$image" . >/dev/null
docker run -d --name "$name" --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges:true \
  -v "$station:/station" "$image" >/dev/null

[ "$(docker exec "$name" id -u)" != 0 ] || { echo "it runs as root" >&2; exit 1; }
! docker exec "$name" touch /app/written 2>/dev/null || { echo "its root can be written" >&2; exit 1; }
for _ in $(seq 60); do
  state=$(docker inspect -f '{{.State.Health.Status}}' "$name")
  [ "$state" = healthy ] && break
  sleep 2
done
[ "$state" = healthy ] || { docker logs "$name" >&2; echo "it did not become healthy" >&2; exit 1; }
docker stop -t 60 "$name" >/dev/null
[ "$(docker inspect -f '{{.State.ExitCode}}' "$name")" = 0 ] || { docker logs "$name" >&2; echo "it did not stop by itself" >&2; exit 1; }
docker run --rm --read-only --tmpfs /tmp -v "$station:/station" "$image" verify --config /station/station.yaml
docker image inspect -f 'size {{.Size}} bytes' "$image"
echo "the image starts, is healthy, is not root, writes nothing but the station's folder, and stops"

kubectl apply -f widgets.yaml
kubectl apply -f widgets.yaml
kubectl diff -f widget-a.yaml | grep '^[-+] '
kubectl diff --server-side -f widget-a.yaml | grep '^[-+] '
kubectl apply -f widget-a.yaml --dry-run=server
kubectl apply -f widget-a.yaml --dry-run=client
kubectl apply -f widget-a.yaml
kubectl apply view-last-applied widget a
kubectl apply --server-side --field-manager=other -f widgets.yaml
kubectl apply --server-side --field-manager=other --force-conflicts -f widgets.yaml
kubectl apply --server-side --field-manager=other -f widgets.yaml
kubectl apply -k kustomize 2>/dev/null
kubectl get cm -l made=by-kustomize -o name
kubectl apply -f kustomize/map.yaml --prune -l made=by-kustomize --prune-allowlist=core/v1/ConfigMap
KUBECTL_APPLYSET=true kubectl apply -f widgets.yaml --server-side --force-conflicts --prune --applyset=configmaps/set
KUBECTL_APPLYSET=true kubectl apply -f widget-a.yaml --server-side --force-conflicts --prune --applyset=configmaps/set
kubectl get wd,cm -o name | grep -v root-ca
file daemonset.yaml | kubectl apply -f -
file daemonset.yaml | sed 's/A, value: "1"/B, value: "2"/' | kubectl apply -f -
kubectl get ds agent -o 'jsonpath={.spec.template.spec.containers[0].env}{"\n"}'
file daemonset.yaml | sed 's/containers:/containrs:/' | kubectl apply -f - 2>&1 | grep -o 'strict decoding error.*'
echo 'kind: x' | kubectl apply -f -

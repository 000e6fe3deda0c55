kubectl api-versions | grep -v gardener
kubectl api-resources --namespaced=false --no-headers --sort-by=name | grep -v gardener | sort
kubectl api-resources --api-group=apps -o wide
kubectl api-resources --categories=all -o name | grep -v gardener
kubectl api-resources --verbs=create --namespaced=true --api-group=authorization.k8s.io
kubectl version -o json 2>/dev/null | grep -A3 serverVersion
kubectl cluster-info | sed 's/\x1b\[[0-9;]*m//g'
kubectl get --raw '/readyz?verbose'
kubectl get --raw '/livez?verbose&exclude=etcd'
kubectl get --raw /healthz
kubectl get --raw /readyz/etcd
kubectl get --raw /readyz/none
kubectl get --raw /version
kubectl get --raw /none
kubectl get --raw /api/v1/none
kubectl get --raw /metrics | grep '^# TYPE'
kubectl get --raw /apis/apps
kubectl get --raw /openapi/v3/apis/node.k8s.io/v1 | head -c 60
kubectl config view | grep -A3 clusters
kubectl config current-context
kubectl completion bash | head -1 | wc -c
kubectl cluster-info dump --namespaces=$NS | head -3
kubectl create -f /nowhere.yaml

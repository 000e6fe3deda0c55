 kubectl apply -f widgets.yaml
kubectl delete wd a --dry-run=client | sed 's/ from .*namespace//'
kubectl delete wd a --dry-run=server | sed 's/ from .*namespace//'
kubectl wait wd/a --for=create --timeout=5s 2>&1 | grep -v 'unrecognized condition'
kubectl wait wd/a --for=condition=Ready --timeout=1s
kubectl wait wd/a '--for=jsonpath={.spec.size}=3' --timeout=5s
kubectl wait wd/none --for=condition=Ready --timeout=1s
kubectl delete -f widgets.yaml -l app=a
kubectl delete wd a b --now | sed 's/ from .*namespace//'
kubectl wait wd/b --for=delete --timeout=5s
kubectl delete wd b
kubectl delete wd b --ignore-not-found
 kubectl apply -f widgets.yaml
kubectl delete wd --all --wait=false | sed 's/ from .*namespace//'
kubectl get wd
 kubectl run p --image=i:1
kubectl delete pod p --force --grace-period=0 2>&1 | sed 's/ from .*namespace//'
kubectl delete pod p --cascade=sideways
kubectl delete ns default
kubectl delete ns $NS | sed 's/ from .*namespace//'
kubectl get ns $NS

 kubectl apply -f widgets.yaml
 kubectl create configmap c --from-literal=x=1 --from-literal=y=2
kubectl get widgets
kubectl get wd -o wide --show-labels
kubectl get wd/a wd/b cm/c -L tier
kubectl get wd a -o yaml
kubectl get wd a -o json --show-managed-fields=false
kubectl get wd -o name
kubectl get wd -o 'jsonpath={range .items[*]}{.metadata.name}={.spec.size} {end}'
kubectl get wd --sort-by=.spec.size -o custom-columns=N:.metadata.name,S:.spec.size,NONE:.spec.none
kubectl get wd a -o 'go-template={{.spec.colour}}{{"\n"}}'
kubectl get wd -l 'app in (a,x),!none' --no-headers
kubectl get wd --field-selector metadata.name!=a --chunk-size=1
kubectl get wd a --subresource=status -o name
kubectl get wd,cm none a
kubectl get wd none --ignore-not-found
kubectl get wd -l app=none
kubectl get gadgets
kubectl get -f widgets.yaml -o name
kubectl get wd --field-selector spec.nothing=x
kubectl get wd -l 'app=='' x'
kubectl get ns $NS --output-watch-events
kubectl get svc,ep -n default kubernetes

kubectl create configmap c --from-literal=a=1 --from-file=widget-a.yaml
kubectl create secret generic s --from-literal=a=1 --type=example.org/kind
kubectl create secret docker-registry pull --docker-server=r.example.org --docker-username=u --docker-password=p --docker-email=e@example.org
kubectl create secret tls t --cert=/nowhere --key=/nowhere
kubectl create serviceaccount sa
kubectl create token sa --duration=10m
kubectl create role r --verb=get --resource=pods,widgets.example.org/status
kubectl create rolebinding rb --role=r --serviceaccount=$NS:sa
kubectl create clusterrole cr-$NS --verb=get --non-resource-url=/metrics
kubectl create clusterrolebinding crb-$NS --clusterrole=cr-$NS --group=g
kubectl create service clusterip one --tcp=80:8080
kubectl create service nodeport two --tcp=80 --node-port=30080
kubectl create service externalname three --external-name=example.org
kubectl create deployment d --image=web:1 --replicas=2 --port=80
kubectl create job j --image=job:1 -- sleep 1
kubectl create cronjob cj --image=job:1 --schedule='0 * * * *'
kubectl create job from --from=cronjob/cj
kubectl create priorityclass pc-$NS --value=10 --description=ten
kubectl create quota q --hard=pods=3,services=2
kubectl create poddisruptionbudget pdb --selector=a=b --max-unavailable=50%
kubectl create ingress ing --rule='example.org/path*=one:80,tls=t' --default-backend=one:80
kubectl run p --image=web:1 --env=A=1 --labels=app=p
kubectl expose deployment d --port=80 --name=exposed
kubectl autoscale deployment d --max=3 --cpu-percent=50
kubectl create configmap c
kubectl create configmap dry --from-literal=a=1 --dry-run=server -o name
kubectl create configmap dry --from-literal=a=1 --dry-run=client -o yaml
kubectl get role,rolebinding,svc,deploy,job,cj,quota,pdb,ing,hpa,pod -o name
kubectl get job from -o 'jsonpath={.metadata.annotations}{.spec.template.spec.containers[0].image}{"\n"}'
kubectl get ing ing -o 'jsonpath={.spec.rules[0]}{.spec.tls}{.spec.defaultBackend}{"\n"}'
kubectl get hpa d -o 'jsonpath={.apiVersion} {.spec.maxReplicas} {.spec.metrics[0].resource.target.averageUtilization}{"\n"}'
kubectl get quota q -o 'jsonpath={.spec.hard}{"\n"}'
kubectl get pdb pdb -o 'jsonpath={.spec.maxUnavailable} {.spec.selector}{"\n"}'
kubectl get priorityclass pc-$NS -o 'jsonpath={.value} {.description} {.preemptionPolicy}{"\n"}'
kubectl get deploy d -o 'jsonpath={.spec.replicas} {.spec.template.spec.containers[0].ports}{"\n"}'
 kubectl delete clusterrole/cr-$NS clusterrolebinding/crb-$NS priorityclass/pc-$NS

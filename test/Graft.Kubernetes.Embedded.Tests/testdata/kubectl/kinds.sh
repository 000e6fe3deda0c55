 file kinds.yaml | kubectl create -f -
 file node.yaml | kubectl create -f -
 file pod.yaml | kubectl create -f -
 kubectl create service clusterip svc --tcp=80:8080 --clusterip=10.96.1.1
 kubectl create ingress ing --class=class-$NS --rule=example.org/=svc:80
 kubectl create deployment d --image=web:1 --replicas=2
 kubectl create job j --image=job:1
 kubectl create cronjob cj --image=job:1 --schedule='0 * * * *'
 kubectl create poddisruptionbudget pdb --selector=app=web --min-available=1
 kubectl create role r --verb=get,list --resource=pods
 kubectl create rolebinding rb --role=r --user=ann --group=devs --serviceaccount=$NS:default
 kubectl create secret generic s --from-literal=a=12345
kubectl get pv pv-$NS -o wide
kubectl get pvc,limits,quota,rc,podtemplates -o wide
kubectl get sts,rs,deploy,job,cj -o wide
kubectl get ing,netpol,endpointslices,svc -o wide
kubectl get ingressclass/class-$NS storageclass/sc-$NS csidriver/csi-$NS runtimeclass/rc-$NS
kubectl get hpa,pdb,lease,role,rolebinding -o wide
kubectl get pod web -o wide
kubectl get node node-$NS -o wide
kubectl get events
kubectl get crd widgets.example.org
kubectl get all
kubectl describe pv pv-$NS
kubectl describe pvc claim
kubectl describe sts sts
kubectl describe svc svc
kubectl describe ing ing
kubectl describe job j
kubectl describe pdb pdb
kubectl describe role r
kubectl describe rolebinding rb
kubectl describe secret s
kubectl describe hpa hpa
kubectl describe node node-$NS
kubectl describe pod web | grep -v Optional:
kubectl describe ns $NS
kubectl describe lease lease
kubectl describe runtimeclass rc-$NS
 kubectl delete node node-$NS
 file kinds.yaml | kubectl delete -f - --wait=false

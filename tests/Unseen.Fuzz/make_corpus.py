"""Writes the inputs that fuzzing begins with, in this folder: python3 make_corpus.py (needs NumPy, h5py and Pillow)."""
import json,struct,io,base64,zipfile,zlib
import h5py
import numpy as np
from PIL import Image
c='corpus/'
def w(p,b): open(c+p,'wb').write(b if isinstance(b,bytes) else b.encode())
# Features of three columns, and whole datasets: classes, features and labels with a form feed between them.
w('csv/plain.csv','1,2,3\n4,5.5,-6e3\n')
w('csv/quoted.csv','image,label,split,f1,f2,f3\n"a ""b"".jpg",fox,train,1,2,3\nc.jpg,fox,test,3,4,NaN\n')
w('csv/ragged.csv','a,b,c\n1,2,3\n3\n')
w('csv/crlf.csv','\ufefff1,f2,f3\r\n1,2,3\r\n\r\n"3",4,5e-2\r\n')
classes='class,role,a,b\nfox,seen,0.1,1\n"wild, boar",seen,1,0\nwolf,unseen,-2,0.5\n'
rows=[('fox','train'),('fox','train'),('fox','test'),('"wild, boar"','train'),('"wild, boar"','train'),('"wild, boar"','test'),('wolf','test'),('wolf','test')]
numbers=[f'{i},{i*i%7},{-i/2}' for i in range(len(rows))]
w('csv/dataset.csv',classes+'\f'+'image,label,split,f1,f2,f3\n'+''.join(f'{i}.jpg,{c},{s},{n}\n' for i,((c,s),n) in enumerate(zip(rows,numbers))))
w('csv/heldout.csv',classes+'\f'+'label,f1,f2,f3\n'+''.join(f'{c},{n}\n' for (c,_),n in zip(rows,numbers)))
w('csv/labels.csv',classes.replace('role,','').replace('unseen,','').replace('seen,','')+'\f'+'\n'.join(numbers)+'\f'+''.join(f'{c},{s}\n' for c,s in rows))
def st(p,tensors,meta):
    h={'__metadata__':meta};off=0;data=b''
    for n,a in tensors.items():
        a=np.asarray(a,'<f4');h[n]={'dtype':'F32','shape':list(a.shape),'data_offsets':[off,off+a.nbytes]};off+=a.nbytes;data+=a.tobytes()
    j=json.dumps(h).encode();j+=b' '*(-len(j)%8);w(p,struct.pack('<q',len(j))+j+data)
m={'unseen.format':'1','unseen.classifier':'Linear','unseen.temperature':'1','unseen.scaling':'None','unseen.seen':'10','unseen.classes':'["a","b"]'}
st('model/linear.safetensors',{'classifier.weight':[[1,2,3],[4,5,6]],'classifier.bias':[0,1]},m)
st('model/prototype.safetensors',{'classifier.weight':[[1,2],[4,5],[1,0]],'classifier.bias':[0,1,0],'scaling.minimum':[0,0],'scaling.span':[1,2],'descriptors':[[1],[2],[3]]},
  {**m,'unseen.classifier':'Prototype','unseen.temperature':'0.04','unseen.scaling':'MinMax','unseen.seen':'110','unseen.classes':'["a","b","ü"]','sigma':'100'})
st('model/mapped.safetensors',{'classifier.weight':[[1,2],[4,5]],'classifier.bias':[0,1],'map.weight':[[1,0,1],[0,1,1]],'map.bias':[0,0]},{**m,'unseen.format':'2','unseen.scaling':'L2'})
st('model/layers.safetensors',{'classifier.weight':[[1,2,0,1,2],[4,5,1,0,3]],'classifier.bias':[0,1],'map.weight':[[1,0,1],[0,1,1]],'map.bias':[0,0],'map2.weight':[[1,2],[0,1]],'map2.bias':[0,1]},
  {**m,'unseen.format':'3','unseen.map.activations':'LeakyRelu,Sigmoid','unseen.map.kept':'101'})
p={'resize':10,'crop':8,'mean':[100,110,120],'std':[50,60,70],'resampling':'bilinear','bgr':False}
st('model/photographs.safetensors',{'classifier.weight':[[1,2],[4,5]],'classifier.bias':[0,1]},{**m,'imageModels':json.dumps([{'file':'tiny.onnx','sha256':'ab'*32,'output':'pool','width':2,'preprocessing':p}])})
w('options/run.json',json.dumps({'format':1,'config':{'classifier':'prototype','generator':'wgan','sigma':'auto','epochs':4,'seeds':[0,1],'outputRelu':False,'learningRate':1e-4}}))
w('options/plain.json','{"adjust": "dgz", "unseenWeight": 0.5, "classifierEpochs": [10, 20], // as in the article\n "protocol": "paper", "seed": 3,}')
w('options/baseline.json','{"classifier":"eszsl","adjust":"calibrated","scaling":"l2","seeds":"3"}')
def im(fmt,**k):
    b=io.BytesIO();Image.new('RGB',(5,4),(200,30,60)).save(b,fmt,**k);return b.getvalue()
for f in ['JPEG','PNG','GIF','BMP','WEBP']: w('request/'+f.lower(),b'\x00'+im(f))
def chunk(kind,body): return struct.pack('>I',len(body))+kind+body+struct.pack('>I',zlib.crc32(kind+body))
w('request/thin',b'\x00\x89PNG\r\n\x1a\n'+chunk(b'IHDR',struct.pack('>IIBBBBB',1,20000,8,2,0,0,0))+chunk(b'IDAT',zlib.compress(b'\x00\xc8\x1e\x3c'*20000,9))+chunk(b'IEND',b''))
w('request/json',b'\x01'+json.dumps({'features':[[0,1.5],[1,0]],'top':2,'nearest':1,'with':{'name':'x','descriptor':[1,2]}}).encode())
w('request/images',b'\x01'+json.dumps({'images':[base64.b64encode(im('GIF')).decode()],'returnFeatures':True}).encode())
w('request/form',b'\x02--b\r\nContent-Disposition: form-data; name="file"; filename="a.gif"\r\nContent-Type: image/gif\r\n\r\n'+im('GIF')+b'\r\n--b\r\nContent-Disposition: form-data; name="with"\r\n\r\n{"name":"x","parts":{"a":1}}\r\n--b--\r\n')
f='../Unseen.Data.Tests/fixtures/'
for n in ['big.mat','little.mat','big_compressed.mat','little_compressed.mat']: w('mat/'+n,open(f+n,'rb').read())
# Few bytes that inflate to very many.
def el(t,d): return struct.pack('<II',t,len(d))+d+bytes(-len(d)%8)
body=el(6,struct.pack('<II',9,0))+el(5,struct.pack('<ii',6,1<<18))+el(1,b'features')+el(2,bytes(6<<18))
z=zlib.compress(struct.pack('<II',14,len(body))+body,9)
w('mat/bomb.mat',b'MATLAB 5.0'.ljust(124)+b'\0\x01IM'+struct.pack('<II',15,len(z))+z)
b=io.BytesIO()
with zipfile.ZipFile(b,'w',zipfile.ZIP_DEFLATED,compresslevel=9) as z:
    for n,a in [('features',np.zeros((1<<17,6),'u1')),('names',np.full(1<<14,b'a','S1'))]:
        i=io.BytesIO();np.save(i,a);z.writestr(zipfile.ZipInfo(n+'.npy',(1980,1,1,0,0,0)),i.getvalue(),zipfile.ZIP_DEFLATED,9)
w('npz/bomb.npz',b.getvalue())
# MATLAB v7.3, by both kinds of HDF5's headers: numbers as they are, in compressed chunks and as fill values alone, text, cells.
for latest in [False,True]:
    b=io.BytesIO()
    with h5py.File(b,'w',userblock_size=512,libver='latest' if latest else 'earliest') as file:
        def put(parent,name,a,kind,**k):
            d=parent.create_dataset(name,data=a,**k);d.attrs['MATLAB_class']=np.bytes_(kind);return d
        put(file,'features',np.arange(12,dtype='f4').reshape(4,3),'single',chunks=(2,2),compression='gzip',shuffle=True)
        put(file,'labels',np.array([[1,2,1,2]],'u1'),'uint8')
        file.create_dataset('fill',(4,3),'f8',chunks=(4,1),fillvalue=7).attrs['MATLAB_class']=np.bytes_('double')
        empty=put(file,'empty',np.zeros(2,'u8'),'double');empty.attrs['MATLAB_empty']=np.uint8(1)
        name=put(file,'name',np.array([[ord(letter)] for letter in 'a fox'],'u2'),'char')
        cells=np.empty((1,2),h5py.ref_dtype);refs=file.create_group('#refs#')
        for i,word in enumerate(['fox','bear']): cells[0,i]=put(refs,f'n{i}',np.array([[ord(x)] for x in word],'u2'),'char').ref
        put(file,'names',cells,'cell',dtype=h5py.ref_dtype)
    w('mat73/latest.mat' if latest else 'mat73/earliest.mat',b'MATLAB 7.3 MAT-file'.ljust(124)+b'\0\x02IM'+b.getvalue()[128:])
for n in [1,2,3]: w(f'npy/version{n}.npy',open(f+f'version{n}.npy','rb').read())
for dt in ['<f4','>f8','<i2','|b1','<U3','|S4']:
    b=io.BytesIO();np.save(b,np.zeros((2,3),dt,order='F' if dt=='<i2' else 'C'));w('npy/'+dt.strip('<>|')+'.npy',b.getvalue())
for n,s in [('stored',np.savez),('deflated',np.savez_compressed)]:
    b=io.BytesIO();s(b,features=np.arange(6,dtype='f4').reshape(2,3),labels=np.array([1,2],'u1'),names=np.array(['a','bc']));w(f'npz/{n}.npz',b.getvalue())

# A checkpoint; the checksum at its end is made by the fuzz target.
header = {'identity': {'results': 1, 'threads': 1}, 'values': {'run.seconds': 1.5, 'log.epochs': [{'seed': 0, 'stage': 'final', 'phase': 'classifier', 'epoch': 1, 'epochs': 2, 'loss': 'NaN', 'seconds': 1}]},
          'tensors': [{'name': 'a', 'type': 'Float32', 'shape': [2, 3]}, {'name': 'b', 'type': 'BFloat16', 'shape': [4]}, {'name': 'c', 'type': 'Int64', 'shape': []}, {'name': 'd', 'type': 'Byte', 'shape': [0, 5]}]}
text = json.dumps(header).encode()
w('checkpoint/small.unseen', b'UNSEENCK' + struct.pack('<ii', 1, len(text)) + text + bytes(24 + 8 + 8) + bytes(32))
